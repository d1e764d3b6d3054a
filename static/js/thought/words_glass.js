// Words of the page where the glass is broken. Keys are equal in both languages.

export const glass = {
  zh: {
    title: "应急查阅 · 社会治理中心", heading: "应急查阅",
    why: "事项不在您的范围内、又等不得时,写明理由申请查阅。县级另一人同意后可读 60 分钟,不能办理;与您有利害关系的事项不会打开。每一步都记入审计。",
    receipt: "受理编号", receiptHint: "受理单上的编号", reason: "理由", reasonHint: "为什么等不得,至少四个字;不写个人信息",
    ask: "申请", asked: "已申请,等待县级另一人审批", needReceipt: "请填写受理编号", needReason: "请写明理由",
    waitingTitle: "等我审批", waitingNone: "没有等您审批的申请", approve: "同意,60 分钟", approved: "已同意,自此刻起 60 分钟",
    mineTitle: "我的申请", mineNone: "近七天您没有申请过", othersTitle: "其他人的申请", othersNone: "近七天没有其他申请",
    state_waiting: "等待审批", state_open: "可读", state_ended: "已结束",
    left: "还剩 {time}", asks: "{name} · {unit} 申请于 {date}", reasonIs: "理由:{words}",
    openCase: "打开事项", nothingOpened: "没有打开任何事项:编号有误,或不应由您查阅", giveBack: "交还", withdraw: "撤回", given: "已交还",
    notFound: "没有找到这个页面",
    days: "{d} 天 {h} 时", hours: "{h} 时 {m} 分",
  },
  en: {
    title: "Break the glass · Governance centre", heading: "Break the glass",
    why: "When a case is out of your reach and cannot wait, ask to read it and say why. Once another person of the county agrees you may read, not act, for 60 minutes; a case you have a conflict with stays closed. Every step is on record.",
    receipt: "Receipt number", receiptHint: "as it stands on the slip", reason: "Reason", reasonHint: "why it cannot wait, at least four letters; nothing personal",
    ask: "Ask", asked: "Asked; another person of the county must agree", needReceipt: "Enter the receipt number", needReason: "Say why",
    waitingTitle: "Waiting for my word", waitingNone: "Nothing waits for your word", approve: "Agree: 60 minutes", approved: "Agreed: 60 minutes from now",
    mineTitle: "My requests", mineNone: "You asked for nothing in seven days", othersTitle: "Requests of others", othersNone: "No other requests in seven days",
    state_waiting: "waiting", state_open: "open", state_ended: "ended",
    left: "{time} left", asks: "{name} · {unit} asked {date}", reasonIs: "Reason: {words}",
    openCase: "Open the case", nothingOpened: "Nothing was opened: the number is wrong, or the case is not for you", giveBack: "Give back", withdraw: "Withdraw", given: "Given back",
    notFound: "There is no such page",
    days: "{d} d {h} h", hours: "{h} h {m} min",
  },
};
