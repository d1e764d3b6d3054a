// Words of the page of ledgers. Keys are equal in both languages.

export const ledger = {
  zh: {
    title: "导入台账 · 社会治理中心", heading: "导入台账", notFound: "没有找到这个页面",
    why: "把以前用 Excel 记的台账转成事项。先试读:哪些行能进,哪些不能、为什么;确认后再导入。已在库里的行不会重复登记,中断后用同一文件再导一次即可。文件不在服务器上保存,姓名、电话等进入加密区。",
    file: "台账文件(.xlsx)", source: "台账名称", sourceHint: "几本台账都从 1 编号时填写,如:信访局2023",
    check: "试读", needFile: "请选择文件", reading: "正在读取…",
    counts: "工作表“{sheet}”:共 {total} 行,可导入 {good} 行,不能导入 {faulty} 行,已在库中 {known} 行",
    columnsTitle: "各列的含义", columnsWhy: "按表头猜测;猜错的请改正,同样表头的表以后照此办理。", nothingOfOurs: "(不导入)",
    keepColumns: "保存并重新试读", faultsTitle: "不能导入的行", faultsMore: "只列出前 {n} 条,全部原因见下载的表格。",
    noFaults: "没有不能导入的行", line: "第 {n} 行", takeFaulty: "下载这些行及原因(Excel)", faultyName: "未导入的行.xlsx",
    notesTitle: "提示", importIt: "导入 {n} 行", nothingToImport: "没有可以导入的行",
    imported: "已导入 {taken} 行;不能导入 {faulty} 行,原已在库 {known} 行", goesOn: "导入还在进行,进度见下方",
    listTitle: "导入记录", listNone: "近三个月没有导入过", importBy: "{name} {date}", finished: "已完成", cut: "未完成", running: "进行中",
    progress: "进度", progressIs: "{taken} / {of}", cutWhy: "用同一文件再导一次,从中断处继续", faultyIs: "不能导入 {n} 行",
  },
  en: {
    title: "Import a ledger · Governance centre", heading: "Import a ledger", notFound: "There is no such page",
    why: "Cases from a ledger kept in Excel before. Read it on trial first: which rows fit, which do not, and why. A row that is in already stays as it is; after an interruption the same file comes again. The file is kept nowhere; names and phones go to the sealed plane.",
    file: "Ledger (.xlsx)", source: "Which ledger", sourceHint: "when several number from 1, like: petitions 2023",
    check: "Read on trial", needFile: "Choose a file", reading: "Reading…",
    counts: "Sheet “{sheet}”: {total} rows, {good} fit, {faulty} do not, {known} are in already",
    columnsTitle: "What the columns hold", columnsWhy: "Guessed from the headings; put right what is wrong, and sheets with these headings follow it.", nothingOfOurs: "(left out)",
    keepColumns: "Keep and read again", faultsTitle: "Rows that do not fit", faultsMore: "The first {n} only; the workbook has every reason.",
    noFaults: "Every row fits", line: "Line {n}", takeFaulty: "Take these rows with the reasons (Excel)", faultyName: "rows that do not fit.xlsx",
    notesTitle: "To know", importIt: "Take over {n} rows", nothingToImport: "No row can be taken over",
    imported: "{taken} rows taken over; {faulty} do not fit, {known} were in already", goesOn: "It still runs; see its progress below",
    listTitle: "Imports", listNone: "Nothing was imported in three months", importBy: "{name} {date}", finished: "finished", cut: "cut short", running: "running",
    progress: "Progress", progressIs: "{taken} of {of}", cutWhy: "import the same file again: it goes on where it was", faultyIs: "{n} rows did not fit",
  },
};
