/** Drawings of a boot. They take a library for the layout, and so are a bundle of their own. */

export { type BootBody, bootBody, bootHtml, type PlaceLink } from "./boot-html.js";
export { bootSvg } from "./boot-svg.js";
