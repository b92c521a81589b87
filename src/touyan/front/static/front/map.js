// The map of places, where the town has tiles. Without it, or without this script, the plan and the list stand there.
(function () {
  "use strict";
  const holder = document.querySelector("[data-map]");
  if (!holder || !window.L) return;
  const told = JSON.parse(holder.dataset.map);
  const points = told.points;
  if (!points.length) return;
  holder.hidden = false;
  const map = L.map(holder, { scrollWheelZoom: false, attributionControl: Boolean(told.attribution) });
  L.tileLayer(told.tiles, { attribution: told.attribution, maxZoom: told.deepest }).addTo(map);
  map.attributionControl && map.attributionControl.setPrefix(false);
  const bounds = [];
  for (const point of points) {
    const icon = L.divIcon({ className: "map-number", html: String(point.number), iconSize: [36, 36] });
    const marker = L.marker([point.north, point.east], { icon: icon, title: point.name, alt: point.name, keyboard: true });
    marker.on("click", function () { window.location.assign(point.href); });
    marker.addTo(map);
    bounds.push([point.north, point.east]);
  }
  map.fitBounds(bounds, { padding: [24, 24], maxZoom: 16 });
  const plan = document.querySelector("[data-plan]");
  if (plan) plan.hidden = true;
})();
