// Words of documents, on the desk and on the page of templates. Keys are equal in both languages.

export const documents = {
  zh: {
    papers: "文书", issuePaper: "出具文书", takeArchive: "下载一案一档", readPaper: "查看", takePdf: "PDF", takeWord: "Word",
    takeOpen: "送达件", paperCopies: "已取 {n} 份", paperIssued: "已出具 {number}", paperDrawn: "正在生成文件……", paperTaken: "已下载 {name}",
    paperKind: "文书种类", paperAbout: "针对", paperFirst: "先预览,再编号出具", paperStays: "出具后不能更改;有误请重新出具,另编新号",
    showFirst: "预览", issueNow: "编号出具",
  },
  en: {
    papers: "Documents", issuePaper: "Issue a document", takeArchive: "Take the whole file", readPaper: "Read", takePdf: "PDF", takeWord: "Word",
    takeOpen: "For the citizen", paperCopies: "copies taken: {n}", paperIssued: "Issued {number}", paperDrawn: "The file is being drawn…", paperTaken: "{name} was saved",
    paperKind: "Kind", paperAbout: "About", paperFirst: "A preview first, then its number", paperStays: "It never changes; issue it again under a new number if it is wrong",
    showFirst: "Preview", issueNow: "Issue it",
  },
};

export const templates = {
  zh: {
    title: "文书模板 · 社会治理中心", heading: "文书模板", notFound: "没有找到这个页面", kindIs: "文书",
    why: "新模板自生效之日起使用;已出具的文书不变。花括号里是字段,例如 {field};一行一段,“# ”为小标题,“> ”靠右,“| 标签 | {field} |”为表格。",
    name: "标题", mark: "机关代字", body: "正文", from: "生效日期", reason: "修改说明", caseIs: "用哪个事项预览(事项编号,可不填)",
    caseHint: "办理页面地址里 case= 后面的数字;不填则显示字段名", look: "预览", write: "保存新版本", need: "请填写",
    written: "已保存第 {n} 版", versions: "版本", ships: "随系统提供", begins: "{date} 起", by: "{name}:{why}",
    state_past: "已停用", state_holds: "使用中", state_coming: "未生效", use: "以此为底稿", fields: "可用字段", shown: "预览",
  },
  en: {
    title: "Templates · Governance centre", heading: "Templates of documents", notFound: "There is no such page", kindIs: "Document",
    why: "A new version holds from its day on; documents issued before stay as they are. Fields stand in braces, as {field}; a line is a paragraph, “# ” a heading, “> ” to the right, “| label | {field} |” a row.",
    name: "Title", mark: "Mark before the year", body: "Text", from: "Holds from", reason: "Why", caseIs: "Preview on a case (its number, or nothing)",
    caseHint: "the number after case= in the address of the desk; without it fields show their names", look: "Preview", write: "Save as a new version", need: "Fill this in",
    written: "Version {n} was saved", versions: "Versions", ships: "ships with the program", begins: "from {date}", by: "{name}: {why}",
    state_past: "past", state_holds: "holds", state_coming: "coming", use: "Start from this", fields: "Fields", shown: "Preview",
  },
};
