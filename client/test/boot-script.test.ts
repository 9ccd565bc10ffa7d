/** The script of the boot view, in a document made of paper. */

import { beforeEach, expect, it, vi } from "vitest";
import { viewScript } from "../src/boot-view/script.js";

type Handler = (event: unknown) => void;

class Element {
  readonly handlers = new Map<string, Handler>();
  readonly attributes = new Map<string, string>();
  dataset: Record<string, string> = {};
  parentElement: Element | null = null;
  open = false;
  scrollLeft = 0;
  focus = vi.fn();
  scrollIntoView = vi.fn();
  constructor(readonly tagName: string) {}
  closest(selector: string): Element | null {
    const found = selector === "[data-uri]" ? this.dataset.uri !== undefined : this.attributes.has("href");
    return found ? this : (this.parentElement?.closest(selector) ?? null);
  }
  matches(): boolean {
    return this.tagName === "A";
  }
  getAttribute(name: string): string | undefined {
    return this.attributes.get(name);
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }
  addEventListener(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }
}

const details = new Element("DETAILS");
const target = new Element("TR");
target.parentElement = details;
const region = new Element("DIV");
const api = { postMessage: vi.fn(), setState: vi.fn(), getState: vi.fn(() => undefined as unknown) };

function load(state?: unknown) {
  api.getState.mockReturnValue(state);
  const page = Object.assign(new Element("#document"), {
    body: { dataset: { document: "file:///w/x" } },
    getElementById: (id: string) => (id === "a b" ? target : null),
    querySelectorAll: (selector: string) =>
      selector === "details" ? [details] : selector.startsWith("[role") ? [region] : [target, region],
    hasFocus: () => true,
  });
  const window = { scrollTo: vi.fn(), addEventListener: vi.fn(), requestAnimationFrame: (run: () => void) => run() };
  const globals = { acquireVsCodeApi: () => api, document: page, Element, ...window, scrollX: 3, scrollY: 4 };
  new Function(...Object.keys(globals), viewScript)(...Object.values(globals));
  const fire = (name: string, node: unknown, more: object = {}) => {
    const event = { target: node, preventDefault: vi.fn(), stopImmediatePropagation: vi.fn(), ...more };
    page.handlers.get(name)?.(event);
    return event;
  };
  return { fire, window };
}

const place = (tag: string) => Object.assign(new Element(tag), { dataset: { uri: "u", line: "5", column: "1" } });
const opened = { type: "open", uri: "u", line: 5, column: 1 };

beforeEach(() => vi.clearAllMocks());

it("remembers its document for when the editor is opened again", () => {
  load();
  expect(api.setState).toHaveBeenCalledWith(expect.objectContaining({ document: "file:///w/x" }));
});

it("says which place was chosen, and follows no link of it", () => {
  const event = load().fire("click", place("A"));
  expect(api.postMessage).toHaveBeenCalledWith(opened);
  expect(event.preventDefault).toHaveBeenCalled();
});

it("can be used with the keyboard: a link by itself, anything else with Enter or the space bar", () => {
  const { fire } = load();
  fire("keydown", place("A"), { key: "Enter" });
  fire("keydown", place("G"), { key: "x" });
  expect(api.postMessage).not.toHaveBeenCalled();
  fire("keydown", place("G"), { key: "Enter" });
  fire("keydown", place("A"), { key: " " });
  expect(api.postMessage.mock.calls).toEqual([[opened], [opened]]);
});

it("goes to a place inside of the page, and opens what hides it", () => {
  const link = new Element("A");
  link.setAttribute("href", "#a%20b");
  details.open = false;
  const { fire } = load();
  fire("click", link);
  expect(details.open).toBe(true);
  expect(target.focus).toHaveBeenCalled();
  expect(target.scrollIntoView).toHaveBeenCalled();
  link.setAttribute("href", "#nowhere");
  expect(() => fire("click", link)).not.toThrow();
  expect(() => fire("click", null)).not.toThrow();
  expect(api.postMessage).not.toHaveBeenCalled();
});

it("is where it was after it was drawn again", () => {
  details.open = true;
  const { window } = load({ x: 1, y: 200, focus: 1, opened: { 0: false }, across: { 0: 70 } });
  expect(window.scrollTo).toHaveBeenCalledWith(1, 200);
  expect(region.scrollLeft).toBe(70);
  expect(region.focus).toHaveBeenCalled();
  expect(details.open).toBe(false);
  window.addEventListener.mock.calls[0]?.[1]();
  expect(api.setState).toHaveBeenLastCalledWith(expect.objectContaining({ x: 3, y: 4 }));
});
