/** Diagnostics as a client sees them. */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRefreshRequest,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver-protocol";
import { Client, fullCapabilities, pullingCapabilities, withEdits } from "./client.js";

const policy = readFileSync(new URL("../../samples/deadlock-module-check/ima-policy", import.meta.url), "utf8");

let client: Client;
afterEach(() => client.kill());

it("are sent on opening, on change and on closing", async () => {
  client = await new Client().start();
  const uri = await client.open("ima-policy", policy);
  const isDeadlock = ({ code }: Diagnostic) => code === "bootstrap/parser-needs-digest-list";
  const first = (await client.until(uri, (all) => all.some(isDeadlock))).find(isDeadlock);
  expect(first?.range.start).toEqual({ line: 3, character: 0 });
  expect(first?.relatedInformation?.map(({ location }) => location.range.start.line)).toEqual([1, 2]);
  await client.change(uri, 2, [
    { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, text: "" },
  ]);
  await client.until(uri, (all, version) => version === 2 && !all.some(({ code }) => code === first?.code));
  await client.close(uri);
  await client.until(uri, (all) => all.length === 0);
  expect(await client.stop()).toBe(0);
});

it("know the boot that a policy is part of, saved or not", async () => {
  client = new Client({
    "boot/digest-cache.conf": readFileSync(
      new URL("../../samples/boots/deadlock/digest-cache.conf", import.meta.url),
      "utf8",
    ),
    "boot/ima-policy": "",
  });
  await client.start();
  const text = readFileSync(new URL("../../samples/boots/deadlock/ima-policy", import.meta.url), "utf8");
  const uri = await client.open("boot/ima-policy", text);
  await client.until(uri, (all) => all.some(({ code }) => String(code).startsWith("bootstrap/")));
  const conf = await client.open("boot/digest-cache.conf", "[phase", "digest-cache");
  await client.until(conf, (all) => all.some(({ code }) => String(code).startsWith("description/")));
  await client.close(conf);
  await client.until(uri, (all) => all.some(({ code }) => String(code).startsWith("bootstrap/")));
  expect(await client.stop()).toBe(0);
});

it("follow files that change on disk", async () => {
  client = new Client({
    "digest-cache.conf": '[phase "rootfs"]\npolicy = ima-policy\nfrobnicate = 1\n',
    "ima-policy": "measure func=BPRM_CHECK\n",
  });
  await client.start();
  const policyUri = await client.open("ima-policy", "measure func=BPRM_CHECK\n");
  const uri = client.uri("digest-cache.conf");
  await client.until(uri, (all) => all.some(({ message }) => String(message).includes("frobnicate")));
  client.write("digest-cache.conf", '[phase "rootfs"]\npolicy = ima-policy\n');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type: 2 }] });
  await client.until(uri, (all) => !all.some(({ message }) => String(message).includes("frobnicate")));
  expect(client.published.get(policyUri)).toBeDefined();
  expect(await client.stop()).toBe(0);
});

it("are asked for where the client can ask", async () => {
  client = await new Client().start(pullingCapabilities);
  expect(client.result?.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
  const uri = await client.open("ima-policy", policy);
  const ask = (previousResultId?: string) =>
    client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  let report = await ask();
  let last = report;
  // Until all is known there may be more with each answer.
  for (let times = 0; last.kind === "full" && times < 20; times++) {
    report = last;
    last = await ask(report.resultId);
  }
  expect(last).toEqual({ kind: "unchanged", resultId: report.resultId });
  if (report.kind !== "full") throw new Error("not full");
  expect(report.items.map(({ code }) => code)).toContain("bootstrap/parser-needs-digest-list");
  expect(client.published.size).toBe(0);
  expect(await client.stop()).toBe(0);
});

it("are there for all of the workspace, open or not", async () => {
  client = new Client({
    "a/ima-policy": "appraise func=MODULE_CHECK appraise_type=wrong\n",
    "b/ima-policy": "measure func=BPRM_CHECK fsmagic=0xef53\n",
    "c/notes.txt": "appraise func=WRONG\n",
  });
  await client.start(pullingCapabilities);
  const ask = (previousResultIds: { uri: string; value: string }[]): Promise<WorkspaceDiagnosticReport> =>
    client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
  const { items } = await ask([]);
  expect(items.map(({ uri }) => uri)).toEqual([client.uri("a/ima-policy"), client.uri("b/ima-policy")]);
  const previous = items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" }));
  // The next answer comes when something has changed.
  const next = ask(previous);
  client.write("a/ima-policy", "measure func=BPRM_CHECK fsmagic=0xef53\n");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri("a/ima-policy"), type: 2 }],
  });
  expect((await next).items.map(({ kind }) => kind)).toEqual(["full", "unchanged"]);
  expect(await client.stop()).toBe(0);
});

it("bring their fixes, one by one and all together", async () => {
  client = await new Client().start();
  const text = "apraise func=BPRM_CHECK appraise_type=imasig\nmeasure func=BPRM_CHEK fsmagic=0xef53\n";
  const uri = await client.open("ima-policy", text);
  const [first] = await client.until(uri, (all) => all.length >= 2);
  if (first === undefined) throw new Error("nothing found");
  const actions = async (only?: string[]) =>
    ((await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: first.range,
      context: { diagnostics: [first], ...(only === undefined ? {} : { only }) },
    })) ?? []) as CodeAction[];
  const [fix] = (await actions()).filter(({ kind }) => kind === "quickfix");
  expect(withEdits(text, fix?.edit?.changes?.[uri] ?? [])).toMatch(/^appraise func=BPRM_CHECK/);
  const [all] = await actions(["source.fixAll"]);
  if (all === undefined) throw new Error("no fix for all");
  const resolved = await client.connection.sendRequest("codeAction/resolve", all);
  expect(withEdits(text, (resolved as CodeAction).edit?.changes?.[uri] ?? [])).toBe(
    "appraise func=BPRM_CHECK appraise_type=imasig\nmeasure func=BPRM_CHECK fsmagic=0xef53\n",
  );
  expect(await client.stop()).toBe(0);
});

it("count columns in bytes where that was agreed on", async () => {
  client = await new Client().start({ ...fullCapabilities, general: { positionEncodings: ["utf-8"] } });
  expect(client.result?.capabilities.positionEncoding).toBe("utf-8");
  const uri = await client.open("ima-policy", "measure obj_type=üß€😀 func=WRONG\n");
  const wrongHook = ({ code }: Diagnostic) => code === "syntax/unknown-hook";
  const found = (await client.until(uri, (all) => all.length > 0)).find(wrongHook);
  expect(found?.range.start.character).toBe(Buffer.byteLength("measure obj_type=üß€😀 func="));
  await client.change(uri, 2, [
    {
      range: { start: { line: 0, character: 17 }, end: { line: 0, character: 17 + Buffer.byteLength("üß€😀") } },
      text: "x",
    },
  ]);
  const moved = (await client.until(uri, (_, version) => version === 2)).find(wrongHook);
  expect(moved?.range.start.character).toBe("measure obj_type=x func=".length);
  expect(await client.stop()).toBe(0);
});

it("take what is drawn into the text with them, when something else than the text changed", async () => {
  client = new Client();
  const refreshed = new Set<string>();
  const told = (what: string) => () => void refreshed.add(what);
  client.connection.onRequest(CodeLensRefreshRequest.type, told("lenses"));
  client.connection.onRequest(InlayHintRefreshRequest.type, told("hints"));
  client.connection.onRequest(SemanticTokensRefreshRequest.type, told("colours"));
  const support = { refreshSupport: true };
  await client.start({
    ...fullCapabilities,
    workspace: { ...fullCapabilities.workspace, codeLens: support, inlayHint: support, semanticTokens: support },
  });
  const uri = await client.open("ima-policy", "measure func=CRITICAL_DATA label=selinux\n");
  await client.until(uri, () => true);
  refreshed.clear();
  client.write("imalint.toml", 'kernels = ["5.4"]\n');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri("imalint.toml"), type: 1 }],
  });
  await client.until(uri, (all) => all.some(({ code }) => code === "kernel/newer-than-target"));
  await expect.poll(() => [...refreshed].sort()).toEqual(["colours", "hints", "lenses"]);
});

it("follow imalint.toml, which counts more than the settings of the editor", async () => {
  const text = "measure func=CRITICAL_DATA label=selinux\nappraise func=SETXATTR_CHECK appraise_algos=sha256\n";
  client = new Client({ "imalint.toml": 'kernels = ["7.2"]\n[checks]\nkernel = "info"\nkernl = "off"\n' });
  await client.start(fullCapabilities, { settings: { kernels: ["5.4"] } });
  const uri = await client.open("ima-policy", text);
  const toml = client.uri("imalint.toml");
  const [wrong] = await client.until(toml, (all) => all.length > 0);
  expect(wrong?.range.start.line).toBe(3);
  expect(String(wrong?.message)).toContain("kernl");
  const isNewer = ({ code }: Diagnostic) => code === "kernel/newer-than-target";
  await client.until(uri, (all) => !all.some(isNewer));
  client.write("imalint.toml", 'kernels = ["5.4"]\n');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: toml, type: 2 }],
  });
  await client.until(toml, (all) => all.length === 0);
  await client.until(uri, (all) => all.some(isNewer));
  client.write("imalint.toml", "");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: toml, type: 2 }],
  });
  await client.until(uri, (all) => all.some(isNewer));
  expect(await client.stop()).toBe(0);
});

it("read nothing outside of a workspace that is not trusted", async () => {
  client = new Client({
    "outside/policy": "measure func=WRONG\n",
    "inside/digest-cache.conf": '[phase "rootfs"]\npolicy = ../outside/policy\n',
  });
  const { folder } = client;
  const start = async (isTrusted: boolean) => {
    await client.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: `${pathToFileURL(folder).href}/inside`, name: "inside" }],
      capabilities: fullCapabilities,
      initializationOptions: { files: "node", isTrusted, settings: {} },
    });
    await client.connection.sendNotification("initialized", {});
  };
  await start(false);
  await client.open("inside/digest-cache.conf", '[phase "rootfs"]\npolicy = ../outside/policy\n', "digest-cache");
  const conf = client.uri("inside/digest-cache.conf");
  await client.until(conf, (all) => all.some(({ code }) => code === "bootstrap/unreadable-file"));
  expect(client.published.has(client.uri("outside/policy"))).toBe(false);
  await client.connection.sendNotification("imalint/trust", { isTrusted: true });
  await client.until(client.uri("outside/policy"), (all) => all.length > 0);
  await client.until(conf, (all) => !all.some(({ code }) => code === "bootstrap/unreadable-file"));
  expect(await client.stop()).toBe(0);
});
