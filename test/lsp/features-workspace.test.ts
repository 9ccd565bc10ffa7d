/** What a server does for all files together: commands, settings, folders, encodings, and requests that are taken back. */

import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import {
  CancellationTokenSource,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  ExecuteCommandRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver-protocol";
import type { BootView, Review } from "../../server/lsp/protocol.js";
import { Client, fullCapabilities, pullingCapabilities } from "./client.js";
import { bootFiles, Page, sample, samplePage } from "./features.js";

let client: Client;
afterEach(() => client.kill());

async function stopped(): Promise<void> {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
}

const execute = <T>(command: string, ...given: unknown[]): Promise<T | null> =>
  client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
const whole = (previousResultIds: { uri: string; value: string }[] = []): Promise<WorkspaceDiagnosticReport> =>
  client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
const changed = (name: string, type: 1 | 2 | 3) =>
  client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri(name), type }],
  });

it("the boot of a description, as a page", async () => {
  client = await new Client(bootFiles("deadlock")).start(pullingCapabilities);
  const conf = await samplePage(client, "boots/deadlock/digest-cache.conf");
  const view = await execute<BootView>("imalint.bootView", conf.uri);
  expect(view?.title).toMatch(/digest-cache\.conf/);
  expect(view?.html).toContain("does not boot");
  expect(view?.html).toContain(`data-uri="${client.uri("boots/deadlock/ima-policy")}"`);
  expect(view?.html).toMatch(/data-line="5"/);
  // The policy is of the same boot.
  const page = await samplePage(client, "boots/deadlock/ima-policy");
  expect((await execute<BootView>("imalint.bootView", page.uri))?.title).toBe(view?.title);
  const line = await Page.open(client, "cmdline", "ro\n", "kernel-command-line");
  expect(await execute("imalint.bootView", line.uri)).toBeNull();
  await stopped();
});

it("the page of a check, and what a change means", async () => {
  client = await new Client().start(pullingCapabilities);
  expect(await execute("imalint.explain", "logic/unreachable-rule")).toMatch(/^# logic\/unreachable-rule/);
  expect(await execute("imalint.explain", "logic/no-such-check")).toBeNull();
  const page = await Page.open(client, "ima-policy", "appraise func=BPRM_CHECK fowner=0\n");
  const before = "appraise func=BPRM_CHECK appraise_type=imasig\n";
  const review = await execute<Review>("imalint.review", page.uri, before, "HEAD");
  expect(review?.verdict).toMatchInlineSnapshot(`"Protection gets weaker. Changes: 2 weaker."`);
  expect(review?.markdown).toContain("| weaker | no longer appraised | BPRM&#95;CHECK, owned by any user but root |");
  await expect(execute("imalint.review", page.uri)).rejects.toThrow("imalint.review: the arguments");
  await expect(execute("imalint.bootView", 1)).rejects.toThrow("imalint.bootView: the arguments");
  await expect(execute("imalint.nothing")).rejects.toThrow("there is no command imalint.nothing");
  await stopped();
});

it("settings that change while it runs", async () => {
  client = await new Client().start(fullCapabilities, { settings: { kernels: ["7.2"] } });
  const page = await Page.open(client, "ima-policy", "measure func=KEY_CHECK keyrings=.ima\n");
  await client.until(page.uri, (all) => all.length === 0);
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { imalint: { kernels: ["5.4"] } },
  });
  const [finding] = await client.until(page.uri, (all) => all.length > 0);
  expect(finding?.code).toBe("kernel/newer-than-target");
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { imalint: { kernels: ["5.4"], checks: { kernel: "off" } } },
  });
  await client.until(page.uri, (all) => all.length === 0);
  await stopped();
});

it("settings that the server asks for, as most clients have it", async () => {
  client = new Client();
  let asked = 0;
  client.connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) => {
    asked++;
    return items.map(({ section }) => (section === "imalint" ? { kernels: ["5.4"] } : null));
  });
  await client.start({ ...fullCapabilities, workspace: { ...fullCapabilities.workspace, configuration: true } });
  const page = await Page.open(client, "ima-policy", "measure func=KEY_CHECK keyrings=.ima\n");
  await client.until(page.uri, (all) => all.some(({ code }) => code === "kernel/newer-than-target"));
  expect(asked).toBeGreaterThan(0);
  await stopped();
});

it("files of other programs that change on disk are none of its business", async () => {
  client = await new Client({ "a/ima-policy": "measure func=WRONG\n" }).start(pullingCapabilities);
  const first = await whole();
  expect(first.items.map(({ uri }) => uri)).toEqual([client.uri("a/ima-policy")]);
  for (const name of ["tsconfig.json", "vite.config.ts", "ima/image.md", "apps/desktop.policy"]) {
    client.write(name, '{ "appraise": true }\n');
    await changed(name, 1);
  }
  client.write("b/ima-policy", "measure func=ALSO_WRONG\n");
  await changed("b/ima-policy", 1);
  expect((await whole()).items.map(({ uri }) => uri)).toEqual([client.uri("a/ima-policy"), client.uri("b/ima-policy")]);
  await stopped();
});

it("a file that is gone has nothing wrong any more", async () => {
  client = await new Client({ "a/ima-policy": "measure func=WRONG\n" }).start(pullingCapabilities);
  const { items } = await whole();
  const previous = items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" }));
  const next = whole(previous);
  await changed("a/ima-policy", 3);
  expect((await next).items).toEqual([{ kind: "full", uri: client.uri("a/ima-policy"), version: null, items: [] }]);
  await stopped();
});

it("says how far it is, when there are many files", async () => {
  const files = Array.from({ length: 120 }, (_, at) => [`p${at}/ima-policy`, `measure func=BPRM_CHECK uid=${at}\n`]);
  client = await new Client(Object.fromEntries(files)).start({
    ...pullingCapabilities,
    window: { workDoneProgress: true },
  });
  const told: (WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd)[] = [];
  client.connection.onProgress(WorkDoneProgress.type, "how-far", (value) => {
    told.push(value);
  });
  const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
    previousResultIds: [],
    workDoneToken: "how-far",
  });
  expect(items.length).toBe(120);
  expect(told[0]).toEqual({
    kind: "begin",
    title: "imalint",
    message: "0 of 120 files",
    percentage: 0,
    cancellable: true,
  });
  expect(told.slice(1, -1)).toEqual([
    { kind: "report", message: "0 of 120 files", percentage: 0 },
    { kind: "report", message: "50 of 120 files", percentage: 42 },
    { kind: "report", message: "100 of 120 files", percentage: 83 },
  ]);
  expect(told.at(-1)?.kind).toBe("end");
  await stopped();
});

it("a request that is taken back is answered at once", async () => {
  client = await new Client({ "a/ima-policy": "measure func=WRONG\n" }).start(pullingCapabilities);
  const { items } = await whole();
  const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" }));
  // Nothing changes, so that this one waits for as long as it is wanted.
  const source = new CancellationTokenSource();
  const waiting = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds }, source.token);
  let isOver = false;
  const over = waiting.then(
    () => "answered",
    (error: { code?: number }) => error.code,
  );
  void over.then(() => {
    isOver = true;
  });
  const page = await Page.open(client, "b/notes", "measure func=BPRM_CHECK\n", "plaintext");
  await page.hover("meas‸ure");
  source.cancel();
  expect([-32800, -32802, "answered"]).toContain(await over);
  expect(isOver).toBe(true);
  // And it still answers.
  expect((await whole()).items.length).toBeGreaterThan(0);
  await stopped();
});

it("folders that come and go", async () => {
  client = new Client({
    "one/ima-policy": "measure func=WRONG\n",
    "two/ima-policy": "measure func=ALSO_WRONG\n",
    "two/imalint.toml": '[checks]\n"syntax/unknown-hook" = "off"\n',
  });
  const folder = (name: string) => ({ uri: pathToFileURL(`${client.folder}/${name}`).href, name });
  await client.connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [folder("one")],
    capabilities: pullingCapabilities,
  });
  await client.connection.sendNotification(InitializedNotification.type, {});
  const seen = async () => {
    const { items } = await whole();
    return items.map((item) => [
      item.uri.slice(client.uri("").length + 1),
      item.kind === "full" ? item.items.length : -1,
    ]);
  };
  expect(await seen()).toEqual([["one/ima-policy", 1]]);
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [folder("two")], removed: [] },
  });
  // Each folder has settings of its own.
  expect(await seen()).toEqual([
    ["one/ima-policy", 1],
    ["two/ima-policy", 0],
  ]);
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [], removed: [folder("one")] },
  });
  expect(await seen()).toEqual([["two/ima-policy", 0]]);
  await stopped();
});

it.each(["utf-16", "utf-8"] as const)("places behind other letters (%s)", async (encoding) => {
  client = await new Client().start({ ...pullingCapabilities, general: { positionEncodings: [encoding] } });
  expect(client.result?.capabilities.positionEncoding).toBe(encoding);
  const text = "# Überwachung 😀\nmeasure obj_type=größe😀 func=BRPM_CHECK fsmagic=0x9fa0\n";
  const page = await Page.open(client, "ima-policy", text, "ima-policy", encoding);
  const finding = (await page.findings()).find(({ code }) => code === "syntax/unknown-hook");
  expect(finding?.range).toEqual(page.range("BRPM_CHECK"));
  const hover = await client.connection.sendRequest(HoverRequest.type, page.where("fsm‸agic"));
  expect(hover?.range).toEqual(page.range("fsmagic"));
  const [name] = await page.actions(page.range("0x9fa0"), ["refactor"]);
  expect(name?.edit?.changes?.[page.uri]?.[0]?.range).toEqual(page.range("fsmagic=0x9fa0"));
  const completion = (await page.completions("func=BRPM_CH‸ECK")).find(({ label }) => label === "BPRM_CHECK");
  expect(completion?.textEdit).toEqual({ range: page.range("BRPM_CHECK"), newText: "BPRM_CHECK" });
  await stopped();
});

it("any name of a file, and any language that the client has for it", async () => {
  client = await new Client(bootFiles("two-phase-distribution")).start(pullingCapabilities);
  const conf = await Page.open(client, "machine.digest-cache.conf", sample("boots/deadlock/digest-cache.conf"), "conf");
  expect(await conf.hover("[pha‸se")).toContain("**[phase]**");
  const policy = await Page.open(client, "appraise.txt", "appraise func=BPRM_CHECK\n", "plaintext");
  expect(await policy.hover("func=BPRM‸_CHECK")).toContain("**BPRM_CHECK**");
  const config = await samplePage(client, "boots/two-phase-distribution/config-6.12");
  expect(await config.hover("CONFIG_IMA‸_APPRAISE")).toBeUndefined();
  expect(await config.findings()).toEqual([]);
  await stopped();
});
