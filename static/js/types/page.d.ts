// What a page puts on `window` for our modules, beside Leaflet's `L`.
interface Window {
  /** The Leaflet map that folium's shell makes; absent until /map/shell.js has run. */
  map_wall?: import("leaflet").Map;
}
