// Words of the assessment page. Keys are equal in both languages.

export const assessment = {
  zh: {
    title: "考评 · 社会治理中心", heading: "回访不满意记录与约谈", year: "年份", show: "查看", needYear: "请填写年份",
    counts: "本年累计", who: "单位或责任人", follows: "后果", unit: "单位", officer: "责任人", counted: "已计入", waiting: "申诉期内或申诉中",
    noCounts: "本年没有记录", talkOwed: "已达3次,约谈", noAward: "已达5次,不得评先", none: "—",
    entries: "不满意记录", noEntries: "没有记录", visited: "回访 {time}", until: "申诉至 {time}", countedAt: "计入 {time}",
    appealed: "申诉", proposed: "撤销提议", upheld: "申诉成立", dismissed: "申诉驳回", approved: "已同意撤销", refused: "未同意撤销", waits: "等待另一人审批",
    words: "理由", needWords: "请写明,至少四个字", done: "已办理", rule: "申诉期满或申诉被驳回后计入;撤销须两人,且不得由本单位办理。",
    interviews: "约谈", noInterviews: "本年没有约谈任务", about: "约谈对象", owedAt: "产生于 {time}", talker: "约谈人", heldOn: "约谈日期", minutes: "约谈内容",
    rectifyBy: "整改期限", recordedBy: "登记人 {name}", unitSigned: "单位签字 {time}", officerSigned: "责任人签字 {time}", digest: "记录校验码",
    needTalker: "请填写约谈人", needDay: "请填写日期", needMinutes: "请写明,至少十个字", needUntil: "整改期限不早于约谈日期",
    confirmSign: "签字即确认以上记录,不可撤回。",
    vetoes: "本年不得评先单位", noVetoes: "没有", vetoWhy: "依据 {receipts}",
    export: "回访评价导出(平安建设考评)", from: "起", to: "止", download: "导出 CSV",
  },
  en: {
    title: "Assessment · Governance centre", heading: "Dissatisfied visits and interviews", year: "Year", show: "Show", needYear: "Enter a year",
    counts: "Counted this year", who: "Unit or officer", follows: "What follows", unit: "Unit", officer: "Officer", counted: "Counted", waiting: "May be appealed, or is",
    noCounts: "No entry this year", talkOwed: "3 reached: interview", noAward: "5 reached: no award", none: "—",
    entries: "Entries", noEntries: "No entry", visited: "visited {time}", until: "appeal until {time}", countedAt: "counted {time}",
    appealed: "Appeal", proposed: "Proposal to void", upheld: "upheld", dismissed: "dismissed", approved: "voiding approved", refused: "voiding refused", waits: "waits for another person",
    words: "Reason", needWords: "Say it in at least four characters", done: "Done", rule: "An entry counts when the time for an appeal is over or the appeal is dismissed; voiding takes two persons, never of the unit.",
    interviews: "Interviews", noInterviews: "No interview is owed this year", about: "About", owedAt: "since {time}", talker: "Who talked", heldOn: "Held on", minutes: "Minutes",
    rectifyBy: "To be put right by", recordedBy: "Recorded by {name}", unitSigned: "Signed for the unit {time}", officerSigned: "Signed by the officer {time}", digest: "Digest of the record",
    needTalker: "Enter who talked", needDay: "Enter a day", needMinutes: "Say it in at least ten characters", needUntil: "Not before the interview",
    confirmSign: "Signing confirms the record above; it cannot be taken back.",
    vetoes: "Units without an award this year", noVetoes: "None", vetoWhy: "because of {receipts}",
    export: "Ratings for the peace assessment", from: "From", to: "To", download: "Export CSV",
  },
};
