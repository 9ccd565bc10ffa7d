import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { URI } from "vscode-uri";
import { bootAnalysis } from "../../server/checks/boots.js";
import { bootHtml } from "../../server/report/boot-html.js";
import { bootPage, newNonce } from "../src/boot-view/page.js";
import { viewScript } from "../src/boot-view/script.js";
import { BootViews } from "../src/boot-view/views.js";
import * as vscode from "./vscode-stub.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

const sample = (name: string) => {
  const path = new URL(`../../samples/boots/deadlock/${name}`, import.meta.url);
  return { path: name, text: readFileSync(path, "utf8") };
};

it("lets the page of a boot do nothing but draw itself and run its own script", () => {
  const conf = sample("digest-cache.conf");
  const analysis = bootAnalysis(conf, [conf, sample("ima-policy")]);
  const drawn = bootHtml(analysis, ({ path }) => path);
  const style = /<style>(.*)<\/style>/s.exec(drawn)?.[1] ?? "";
  const html = /<body>(.*)<\/body>/s.exec(drawn)?.[1] ?? "";
  const page = bootPage("file:///w/digest-cache.conf", { title: "Boot", style, html }, "N0");
  expect(page).toContain("The boot stops here.");
  expect(page.match(/<body/g)).toHaveLength(1);
  expect(page.match(/<meta http-equiv[^>]*>/g)).toEqual([
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-N0'; script-src 'nonce-N0'; base-uri 'none'; form-action 'none'"/>`,
  ]);
  expect([...page.matchAll(/<(style|script)[^>]*>/g)].map(([tag]) => tag)).toEqual([
    '<style nonce="N0">',
    '<script nonce="N0">',
  ]);
  // The policy would refuse these, and the page look wrong.
  expect(page).not.toMatch(/<[^>]*\s(?:style|on\w+)="/);
});

it("takes names of documents for text", () => {
  const page = bootPage('file:///"><script>x', { title: "</title><script>", style: "", html: "" }, "N0");
  expect(page.match(/<script/g)).toHaveLength(1);
});

it("has a script that can be read, and a nonce of its own for each page", () => {
  expect(() => new Function("acquireVsCodeApi", viewScript)).not.toThrow();
  expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
  expect(newNonce()).not.toBe(newNonce());
});

const status = new vscode.EventEmitter<unknown>();
const server = { onStatus: status.event, bootView: vi.fn() };

function fakePanel() {
  const messages = new vscode.EventEmitter<unknown>();
  const closed = new vscode.EventEmitter<void>();
  const moved = new vscode.EventEmitter<void>();
  let html = "";
  let loads = 0;
  const panel = {
    title: "",
    visible: true,
    viewColumn: vscode.ViewColumn.Two,
    reveal: vi.fn(),
    dispose: vi.fn(() => closed.fire()),
    onDidDispose: closed.event,
    onDidChangeViewState: moved.event,
    webview: {
      options: {},
      onDidReceiveMessage: messages.event,
      get html() {
        return html;
      },
      set html(value: string) {
        html = value;
        loads++;
      },
    },
  };
  return { panel, messages, closed, moved, loads: () => loads };
}

const conf = URI.file("/w/digest-cache.conf");
const views = new BootViews(server as never);

async function shown() {
  const fake = fakePanel();
  vscode.window.createWebviewPanel.mockReturnValue(fake.panel);
  await views.show(conf as never);
  return fake;
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  server.bootView.mockResolvedValue({ title: "Boot of x", style: "", html: "<p>one</p>" });
});
afterEach(() => vi.useRealTimers());

it("draws a boot once, and again when it became another one", async () => {
  const { panel, loads, closed } = await shown();
  expect(panel.title).toBe("Boot of x");
  expect(panel.webview.html).toContain("<p>one</p>");
  for (let change = 0; change < 5; change++) status.fire({});
  await vi.runAllTimersAsync();
  expect(server.bootView).toHaveBeenCalledTimes(2);
  expect(loads()).toBe(1);
  server.bootView.mockResolvedValue({ title: "Boot of x", style: "", html: "<p>two</p>" });
  status.fire({});
  await vi.runAllTimersAsync();
  expect(loads()).toBe(2);
  expect(panel.webview.html).toContain("<p>two</p>");
  closed.fire();
});

it("draws nothing while nobody looks, and what was missed afterwards", async () => {
  const { panel, moved, closed } = await shown();
  panel.visible = false;
  status.fire({});
  await vi.runAllTimersAsync();
  expect(server.bootView).toHaveBeenCalledTimes(1);
  panel.visible = true;
  moved.fire();
  await vi.runAllTimersAsync();
  expect(server.bootView).toHaveBeenCalledTimes(2);
  closed.fire();
});

it("has one view a document, and a new one after it was closed", async () => {
  const first = await shown();
  await shown();
  expect(first.panel.reveal).toHaveBeenCalledTimes(1);
  expect(vscode.window.createWebviewPanel).toHaveBeenCalledTimes(1);
  first.closed.fire();
  const second = await shown();
  expect(vscode.window.createWebviewPanel).toHaveBeenCalledTimes(2);
  second.closed.fire();
});

it("keeps the newer one of two answers", async () => {
  const { panel, closed } = await shown();
  let late: (view: unknown) => void = () => {};
  server.bootView.mockReturnValueOnce(
    new Promise((resolve) => {
      late = resolve;
    }),
  );
  server.bootView.mockResolvedValueOnce({ title: "new", style: "", html: "<p>new</p>" });
  status.fire({});
  await vi.runAllTimersAsync();
  status.fire({});
  await vi.runAllTimersAsync();
  late({ title: "old", style: "", html: "<p>old</p>" });
  await vi.runAllTimersAsync();
  expect(panel.webview.html).toContain("<p>new</p>");
  closed.fire();
});

it("says why there is nothing to see", async () => {
  server.bootView.mockResolvedValueOnce(null);
  const { panel, closed } = await shown();
  expect(panel.webview.html).toContain("no boot to be drawn");
  server.bootView.mockRejectedValueOnce(new Error("<gone>"));
  status.fire({});
  await vi.runAllTimersAsync();
  expect(panel.webview.html).toContain("&lt;gone&gt;");
  closed.fire();
});

it("goes to the place that was chosen, whatever its numbers", async () => {
  const { messages, closed } = await shown();
  const text = "measure\nappraise fowner=0\n";
  const editor = { selection: undefined as unknown, revealRange: vi.fn() };
  vscode.workspace.openTextDocument.mockResolvedValue(vscode.documentAt("file:///w/ima-policy", "ima-policy", text));
  vscode.window.showTextDocument.mockResolvedValue(editor);
  const choose = async (line: number, column: number) => {
    messages.fire({ type: "open", uri: "file:///w/ima-policy", line, column });
    await vi.runAllTimersAsync();
    return editor.selection;
  };
  expect(await choose(2, 10)).toMatchObject({ start: { line: 1, character: 9 }, end: { line: 1, character: 17 } });
  expect(await choose(99, 99)).toMatchObject({ start: { line: 2, character: 0 } });
  expect(await choose(Number.NaN, Number.NaN)).toMatchObject({ start: { line: 0, character: 0 } });
  closed.fire();
});

it("does nothing for messages that it does not know", async () => {
  const { messages, closed } = await shown();
  for (const message of [null, 1, "open", {}, { type: "run" }, { type: "open", uri: 1, line: 1 }])
    messages.fire(message);
  await vi.runAllTimersAsync();
  expect(vscode.workspace.openTextDocument).not.toHaveBeenCalled();
  closed.fire();
});

it("comes back with the window, if it knows for what document", async () => {
  const known = fakePanel();
  await views.deserializeWebviewPanel(known.panel as never, { document: conf.toString() });
  expect(known.panel.webview.html).toContain("<p>one</p>");
  const unknown = fakePanel();
  await views.deserializeWebviewPanel(unknown.panel as never, undefined);
  expect(unknown.panel.dispose).toHaveBeenCalled();
  known.closed.fire();
});
