// What a page puts on `window` for our modules, beside Leaflet's `L`.
interface Window {
  /** The Leaflet map that folium's shell makes; absent until /map/shell.js has run. */
  map_wall?: import("leaflet").Map;
  /** The wall's stream, dialled before any module ran; gone when the feed has taken it. */
  early?: { socket: WebSocket, heard: string[] };
}
