/**
 * What runs inside of the boot view, and all that does: it tells the extension which place was chosen, follows links
 * inside of the page, and keeps where the reader was when the page is drawn again.
 */
export const viewScript = `
  const api = acquireVsCodeApi();
  const state = { opened: {}, ...api.getState(), document: document.body.dataset.document };
  const keep = (changes) => { Object.assign(state, changes); api.setState(state); };
  keep({});

  const placeOf = (node) => node instanceof Element ? node.closest("[data-uri]") : null;
  const openPlace = (event, place) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { uri, line, column } = place.dataset;
    api.postMessage({ type: "open", uri, line: Number(line), column: Number(column) });
  };
  const goTo = (event, id) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const target = document.getElementById(id);
    if (target === null) return;
    for (let parent = target; parent !== null; parent = parent.parentElement)
      if (parent.tagName === "DETAILS") parent.open = true;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (place !== null) return openPlace(event, place);
    const href = event.target instanceof Element ? event.target.closest('a[href^="#"]')?.getAttribute("href") : undefined;
    if (href) goTo(event, decodeURIComponent(href.slice(1)));
  }, true);
  document.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    const isLink = place !== null && place.matches("a[href]");
    if (place !== null && ((event.key === "Enter" && !isLink) || event.key === " ")) openPlace(event, place);
  }, true);

  const details = [...document.querySelectorAll("details")];
  details.forEach((element, at) => {
    if (at in state.opened) element.open = state.opened[at];
    element.addEventListener("toggle", () => keep({ opened: { ...state.opened, [at]: element.open } }));
  });
  const regions = [...document.querySelectorAll('[role="region"]')];
  regions.forEach((region, at) => {
    region.scrollLeft = state.across?.[at] ?? 0;
    region.addEventListener("scroll", () => keep({ across: { ...state.across, [at]: region.scrollLeft } }));
  });
  const focusable = [...document.querySelectorAll("a, summary, [tabindex]")];
  document.addEventListener("focusin", (event) => keep({ focus: focusable.indexOf(event.target) }));
  if (document.hasFocus()) focusable[state.focus]?.focus({ preventScroll: true });
  scrollTo(state.x ?? 0, state.y ?? 0);
  addEventListener("scroll", () => requestAnimationFrame(() => keep({ x: scrollX, y: scrollY })));
`;
