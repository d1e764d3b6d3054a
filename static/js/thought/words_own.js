// Words of the page where somebody follows their own matter. Keys are equal in both languages.

export const own = {
  zh: {
    title: "查询我的事项 · 社会治理中心", heading: "查询我的事项",
    lead: "请输入受理单上的编号和查询码,不用登录。",
    receipt: "受理编号", receiptHint: "如 YS20261124-7K3F92QW;也可粘贴扫码所得的整行文字",
    code: "查询码", codeHint: "十二位字母和数字,请勿告诉他人",
    ask: "查询", asking: "正在查询…", needReceipt: "请填写受理编号", needCode: "请填写查询码",
    another: "查询另一件", again: "刷新",
    stateNow: "现在", unit: "谁在办", noUnit: "尚未分到单位", due: "何时答复", noDue: "受理后确定",
    stepsTitle: "走到哪一步", step_opened: "已登记", step_accepted: "受理", step_answered: "答复", step_closed: "办结",
    next: "下一步", notYet: "尚未",
    answersTitle: "给您的答复", noAnswers: "还没有书面答复",
    openingsTitle: "谁看过我的身份信息", openingsWhy: "姓名、电话、证件号码平时都隐去。哪个单位打开过、为什么、什么时候,都列在这里。",
    noOpenings: "还没有单位打开过您的身份信息", opening: "{unit} 查看了{field}", forWhat: "用途:{purpose}",
    privacy: "离开前请点“查询另一件”,本机不保存编号和查询码。",
  },
  en: {
    title: "Follow my matter · Governance centre", heading: "Follow my matter",
    lead: "Enter the receipt number and the query code from your slip. No account is needed.",
    receipt: "Receipt number", receiptHint: "such as YS20261124-7K3F92QW; or paste the whole line of the square code",
    code: "Query code", codeHint: "twelve letters and digits; tell nobody",
    ask: "Look it up", asking: "Looking…", needReceipt: "Enter the receipt number", needCode: "Enter the query code",
    another: "Look up another", again: "Refresh",
    stateNow: "Now", unit: "Who has it", noUnit: "with no unit yet", due: "Answer due", noDue: "set when it is accepted",
    stepsTitle: "How far it is", step_opened: "registered", step_accepted: "accepted", step_answered: "answered", step_closed: "closed",
    next: "next", notYet: "not yet",
    answersTitle: "What you were answered", noAnswers: "No written answer yet",
    openingsTitle: "Who opened my identity", openingsWhy: "Your name, phone and ID number are hidden. Which unit opened one, why and when, is listed here.",
    noOpenings: "No unit has opened your identity", opening: "{unit} opened your {field}", forWhat: "Purpose: {purpose}",
    privacy: "Press “Look up another” before you leave: this device keeps neither number nor code.",
  },
};
