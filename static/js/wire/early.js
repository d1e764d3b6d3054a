// The wall's stream, dialled while the page is still being read: the feed takes it over, with what
// has come in by then. No module, so that nothing else must be here first. Understands no frame.

{
  const address = new URL("/live", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const query = new URLSearchParams({ v: "1", screen: "wall" });
  const scope = new URLSearchParams(location.search).get("scope");
  if (scope) query.set("scope", scope);
  address.search = query.toString();
  const socket = new WebSocket(address.href);
  /** @type {string[]} */
  const heard = [];
  socket.onmessage = ({ data }) => { heard.push(data); };
  window.early = { socket, heard };
}
