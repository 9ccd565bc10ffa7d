/** Parameters of any kind, for each method that there is: an answer comes, and the server goes on. */

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import * as protocol from "vscode-languageserver-protocol";
import { pullingCapabilities } from "./client.js";
import { RawClient } from "./raw-client.js";

const uri = "file:///nowhere/ima-policy";
const policy = "measure func=BPRM_CHECK\nappraise func=MODULE_CHECK appraise_type=imasig\n";
const conf = "file:///nowhere/digest-cache.conf";
const description = '[phase "rootfs"]\npolicy = ima-policy\n';

interface Method {
  readonly method: string;
  readonly messageDirection: protocol.MessageDirection;
}

function isMethod(value: unknown): value is { type: Method } {
  const { type } = (value ?? {}) as { type?: Partial<Method> };
  return typeof type?.method === "string" && type.messageDirection !== protocol.MessageDirection.serverToClient;
}

/** All that a client can send by the protocol, and by this server's own. */
const all = Object.entries(protocol)
  .flatMap(([name, value]: [string, unknown]) =>
    /(Request|Notification)$/.test(name) && isMethod(value)
      ? [{ method: value.type.method, isRequest: name.endsWith("Request") }]
      : [],
  )
  .filter(({ method }) => !["initialize", "initialized", "shutdown", "exit"].includes(method));
const requests = all.filter(({ isRequest }) => isRequest).map(({ method }) => method);
const notifications = [...all.filter(({ isRequest }) => !isRequest).map(({ method }) => method), "imalint/trust"];

const textDocument = { uri };
const place = { line: 0, character: 1 };
const wrong: readonly unknown[] = [
  undefined,
  null,
  5,
  "text",
  [],
  [textDocument, place],
  {},
  { textDocument: null },
  { textDocument: "file:///nowhere/ima-policy" },
  { textDocument: { uri: 5 } },
  { textDocument: { uri: "" } },
  { textDocument: { uri: "a b:c" } },
  { textDocument: { uri: "file:///\ud800" } },
  { textDocument },
  { textDocument, position: null, range: 5, positions: {} },
  { textDocument, position: {}, range: {}, positions: [5] },
  { textDocument, position: { line: "0", character: null }, positions: [{ line: 0.5, character: 0 }] },
  { textDocument, position: place, range: { start: place }, positions: [place], newName: 5, context: 5 },
  { textDocument, position: place, newName: "", context: {}, options: 5, previousResultId: 5 },
  { textDocument: { uri, version: "new" }, contentChanges: "text" },
  { textDocument: { uri, version: 2 }, contentChanges: [{ text: null }, { range: 5, text: "" }] },
  { textDocument: { uri, version: 2, languageId: 5, text: 5 } },
  { previousResultIds: 5, changes: 5, event: 5, settings: 5, id: {}, token: {}, value: 5 },
  { previousResultIds: [5], changes: [{ uri: 5 }], event: { added: [{}], removed: null }, isTrusted: "no" },
  { command: 5, arguments: 5, label: 5, data: { uri: 5 } },
  { command: "imalint.review", arguments: [5, {}, null], data: 5 },
  { command: "imalint.bootView", arguments: ["a b:c"] },
  { command: "imalint.frobnicate" },
];

/** Where a cursor cannot be. */
const nowhere = [
  { line: 99, character: 0 },
  { line: 0, character: 99_999 },
  { line: -1, character: -1 },
  { line: 2 ** 53, character: 2 ** 31 },
  { line: 1e300, character: -1e300 },
];
const valid = nowhere.map((position) => ({
  textDocument,
  position,
  range: { start: position, end: { line: 0, character: 3 } },
  positions: nowhere,
  newName: "x",
  ch: "\n",
  context: { diagnostics: [], includeDeclaration: true },
  options: { tabSize: 4, insertSpaces: true },
  previousResultId: "0",
  previousResultIds: [],
}));

let client: RawClient;
beforeAll(async () => {
  client = await new RawClient().start({ capabilities: pullingCapabilities });
  client.open(uri, policy);
  client.open(conf, description, "digest-cache");
});
afterEach(async () => {
  const { result } = await client.hover(uri);
  expect(JSON.stringify(result)).toContain("measure");
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  client.received.length = 0;
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

it("there are methods", () => {
  expect(requests).toContain("textDocument/hover");
  expect(requests.length).toBeGreaterThan(40);
  expect(notifications).toContain("textDocument/didOpen");
});

it.each(requests)("%s has an answer whatever it is asked", async (method) => {
  const answers = await Promise.all(wrong.map((params) => client.request(method, params)));
  const codes = answers.map(({ error }) => error?.code);
  if (codes[0] === protocol.ErrorCodes.MethodNotFound) return;
  // A failure in the server is no answer: whoever wrote the client must see from it which parameter is wrong.
  expect(codes).not.toContain(protocol.ErrorCodes.InternalError);
  const refused = answers.flatMap(({ error }) => (error?.code === protocol.ErrorCodes.InvalidParams ? [error] : []));
  expect(refused.length).toBeGreaterThan(3);
  for (const { message } of refused) expect(message).toContain(`${method}: params`);
});

it.each(requests)("%s takes places that are not in the text", async (method) => {
  const answers = await Promise.all(valid.map((params) => client.request(method, params)));
  const failures = answers.filter(
    ({ error }) => error !== undefined && error.code !== protocol.ErrorCodes.MethodNotFound,
  );
  const known: Record<string, RegExp> = {
    "workspace/executeCommand": /params.command is missing/,
    "textDocument/rename": /./,
  };
  for (const { error } of failures) expect(error?.message).toMatch(known[method] ?? /^$/);
});

it.each(notifications)("%s is left out when it makes no sense", async (method) => {
  for (const params of wrong) client.notify(method, params);
  client.close(uri);
  client.open(uri, policy);
});

it("a document that is not open is not changed and not closed", async () => {
  const other = "file:///nowhere/other";
  client.change(other, 2, [{ text: "measure\n" }]);
  await client.logged(/other was changed and is not open/);
  client.close(other);
  await client.logged(/other was closed and is not open/);
  expect((await client.hover(other)).result).toBeNull();
});

it("a document that is opened again has the second text", async () => {
  client.open(uri, "appraise\n");
  await client.logged(/opened twice/);
  expect(JSON.stringify((await client.hover(uri)).result)).toContain("appraise");
  client.open(uri, policy);
});

it("versions that go backwards are told of, and the text counts", async () => {
  client.change(uri, 7, [{ text: "appraise\n" }]);
  client.change(uri, 3, [{ text: policy }]);
  await client.logged(/was version 7 and became 3/);
  expect(JSON.stringify((await client.hover(uri)).result)).toContain("measure");
});

it("ranges of changes that are not in the text are moved into it", async () => {
  const last = { line: 99, character: 0 };
  client.change(uri, 8, [
    { range: { start: { line: -5, character: -5 }, end: last }, text: "" },
    { range: { start: last, end: { line: 0, character: 0 } }, text: "appraise\n" },
    { range: { start: { line: 2 ** 40, character: 7 }, end: last }, text: "measure\n" },
  ]);
  expect(JSON.stringify((await client.hover(uri, 0)).result)).toContain("appraise");
  expect(JSON.stringify((await client.hover(uri, 1)).result)).toContain("measure");
  client.change(uri, 9, [{ text: policy }]);
});
