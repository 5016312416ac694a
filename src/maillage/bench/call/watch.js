// Put before the scripts of a page by the benchmark: when pictures of others are first seen, and all connections.
{
  const now = () => performance.timeOrigin + performance.now();
  window.measured = { clicked: null, seated: null, first: {}, connections: [] };
  const Original = RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(settings) {
      super({ ...settings, iceTransportPolicy: window.name === "relay" ? "relay" : "all" });
      window.measured.connections.push(this);
      window.measured.seated ??= now();
    }
  };
  const watch = (figure) => {
    const video = figure.querySelector("video");
    if (figure.dataset.of === "own" || !video) return;
    video.requestVideoFrameCallback(() => {
      window.measured.first[figure.id] ??= now();
    });
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.tagName === "FIGURE") watch(node);
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[data-act="open"]')) window.measured.clicked = now();
  }, true);
}
