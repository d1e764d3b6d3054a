// Logins of the demonstration that a visitor tries first; the whole list stands in the terminal.
// A test holds these against `command/demo/data/cast.csv`. Refused on any address but localhost.

export const PASSWORD = "yushan-demo-2026";

/** Login, role in Chinese and English, and the page it lands on. */
export const CAST = [
  ["duty", "县中心值班长", "County duty officer", "/desk"],
  ["dispatcher", "县中心分流员", "County dispatcher", "/desk"],
  ["clerk", "县中心窗口受理员", "Window clerk", "/desk"],
  ["lead", "人社局承办人(牵头)", "Officer of a lead bureau", "/desk"],
  ["support", "住建局承办人(协办)", "Officer of a supporting bureau", "/desk"],
  ["township", "冰溪街道中心工作人员", "Township officer", "/desk"],
  ["village", "万柳洲社区干部", "Village cadre", "/phone"],
  ["leader", "县带班领导", "County leader", "/wall"],
  ["visitor", "县中心回访员", "Follow-up visitor", "/desk"],
  ["supervisor", "县中心督办员", "Supervisor", "/desk"],
];
