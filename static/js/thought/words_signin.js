// Words of signing in and of the page behind an invitation. Keys are equal in both languages.

export const problemWords = {
  zh: {
    noAnswer: "网络不通,服务器没有回答", sessionEnded: "登录已过期,请重新登录",
    refused: "没有办成({n})", colon: ":",
  },
  en: {
    noAnswer: "No network: the server did not answer", sessionEnded: "Your session has ended: sign in again",
    refused: "Not done ({n})", colon: ": ",
  },
};

export const signin = {
  zh: {
    title: "登录 · 社会治理中心", product: "社会治理中心", room: "信息指挥平台",
    lead: "一个窗口受理,县、乡、村三级联动。",
    point1: "报告即时上屏上图", point2: "牵头到人,时限到天", point3: "事事有回音,件件可查询",
    heading: "登录", login: "登录名", password: "密码", show: "显示", hide: "隐藏",
    enter: "登录", entering: "正在登录…",
    needLogin: "请填写登录名", needPassword: "请填写密码",
    capsLock: "大写锁定已打开",
    throttled: "连续输错,请稍后再试。忘记密码请找系统管理员重发邀请链接。",
    forgot: "忘记密码:请找系统管理员重发一次性链接。",
    demoTitle: "演示账号", demoWhy: "数据全部虚构。点一下即填入。演示密码:{password}",
    noScript: "本页需要 JavaScript。",
    day: "日间", night: "夜间", other: "English",
    endedBefore: "登录已过期,请重新登录。未送达的内容仍保存在本机。",
  },
  en: {
    title: "Sign in · Governance centre", product: "Governance Centre", room: "Command platform",
    lead: "One window takes it in; county, township and village act as one.",
    point1: "A report is on wall and map at once", point2: "Every case has a name and a date",
    point3: "Every matter is answered and can be followed",
    heading: "Sign in", login: "Login", password: "Password", show: "Show", hide: "Hide",
    enter: "Sign in", entering: "Signing in…",
    needLogin: "Enter your login", needPassword: "Enter your password",
    capsLock: "Caps Lock is on",
    throttled: "Too many wrong tries: wait a little. If you forgot it, ask the administrator for a new link.",
    forgot: "Forgot it? Ask the system administrator for a new one-time link.",
    demoTitle: "Demo accounts", demoWhy: "All data is fictitious. One press fills in. Demo password: {password}",
    noScript: "This page needs JavaScript.",
    day: "Day", night: "Night", other: "中文",
    endedBefore: "Your session has ended: sign in again. What was not sent is still kept here.",
  },
};

export const welcome = {
  zh: {
    title: "设置密码 · 社会治理中心", heading: "设置密码",
    why: "这是一次性链接,用过即失效。设好密码后直接登录。",
    password: "新密码", again: "再输一次", show: "显示", hide: "隐藏",
    rule: "至少 10 个字符,不要用键盘顺序、生日或登录名;一句话最好记。",
    set: "设置并登录", setting: "正在设置…",
    needPassword: "请填写新密码", tooShort: "密码至少 10 个字符", differ: "两次输入不一致",
    noToken: "链接不完整,请从收到的消息里重新打开。",
    day: "日间", night: "夜间", other: "English",
    product: "社会治理中心", room: "信息指挥平台",
  },
  en: {
    title: "Set your password · Governance centre", heading: "Set your password",
    why: "This link works once. After this you are signed in.",
    password: "New password", again: "Once more", show: "Show", hide: "Hide",
    rule: "At least 10 characters; no keyboard rows, birthdays or your login. A sentence is best.",
    set: "Set and sign in", setting: "Setting…",
    needPassword: "Enter a new password", tooShort: "At least 10 characters", differ: "The two do not match",
    noToken: "The link is not complete: open it again from the message.",
    day: "Day", night: "Night", other: "中文",
    product: "Governance Centre", room: "Command platform",
  },
};
