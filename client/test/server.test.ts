import { beforeEach, expect, it, vi } from "vitest";
import type { BaseLanguageClient } from "vscode-languageclient";
import { URI } from "vscode-uri";
import { Server } from "../src/server.js";
import { findFiles, readFile } from "../src/workspace-files.js";
import * as vscode from "./vscode-stub.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

function fakeClient() {
  const handlers = new Map<string, (value: unknown) => unknown>();
  const client = {
    start: vi.fn(async () => {}),
    dispose: vi.fn(async () => {}),
    sendRequest: vi.fn(async (): Promise<unknown> => null),
    sendNotification: vi.fn(async () => {}),
    onNotification: (name: string, handler: (value: unknown) => unknown) => handlers.set(name, handler),
    onRequest: (name: string, handler: (value: unknown) => unknown) => handlers.set(name, handler),
  };
  return { client, handlers };
}

const pages = URI.parse("http://x/dist/pages.json");
const output = { warn: vi.fn() } as never;

function serverOf(clients: readonly ReturnType<typeof fakeClient>[]) {
  let next = 0;
  const createClient = vi.fn(() => clients[next++]?.client as unknown as BaseLanguageClient);
  return { server: new Server({ files: "client", pages: pages as never, createClient }, output), createClient };
}

beforeEach(() => {
  vscode.workspace.isTrusted = true;
  vscode.workspace.workspaceFolders = undefined;
});

it("starts one server however often it is needed", async () => {
  const { server, createClient } = serverOf([fakeClient()]);
  await Promise.all([server.start(), server.start(), server.explain("a/b")]);
  expect(createClient).toHaveBeenCalledTimes(1);
});

it("tells the server what it may do", async () => {
  vscode.workspace.isTrusted = false;
  // What the editor hands out for lists and objects.
  vscode.settings.kernels = new Proxy(["6.1"], {});
  const fake = fakeClient();
  const { server, createClient } = serverOf([fake]);
  await server.start();
  const [[options]] = createClient.mock.calls as unknown as [[{ initializationOptions(): unknown }]];
  expect(options.initializationOptions()).toMatchObject({
    files: "client",
    isTrusted: false,
    settings: { kernels: ["6.1"] },
    checkPage: "command:imalint.explainCheck?%5B%22{check}%22%5D",
    pages: "http://x/dist/pages.json",
  });
  expect(() => structuredClone(options.initializationOptions())).not.toThrow();
  vscode.trusted.fire();
  await vi.waitFor(() =>
    expect(fake.client.sendNotification).toHaveBeenCalledWith("imalint/trust", { isTrusted: true }),
  );
});

it("does not start a server to tell it that it is trusted", async () => {
  const { createClient } = serverOf([fakeClient()]);
  vscode.trusted.fire();
  await Promise.resolve();
  expect(createClient).not.toHaveBeenCalled();
});

it("tries again after a start that failed", async () => {
  const [broken, fine] = [fakeClient(), fakeClient()];
  broken.client.start.mockRejectedValueOnce(new Error("no"));
  const { server } = serverOf([broken, fine]);
  await expect(server.start()).rejects.toThrow("no");
  await server.start();
  expect(fine.client.start).toHaveBeenCalledTimes(1);
});

it("ends the old server before it starts a new one", async () => {
  const [first, second] = [fakeClient(), fakeClient()];
  const order: string[] = [];
  first.client.dispose.mockImplementation(async () => void order.push("end"));
  second.client.start.mockImplementation(async () => void order.push("start"));
  const { server } = serverOf([first, second]);
  await server.start();
  await server.restart();
  expect(order).toEqual(["end", "start"]);
});

it("starts a new server although the old one never got ready", async () => {
  vi.useFakeTimers();
  const [hanging, fine] = [fakeClient(), fakeClient()];
  hanging.client.start.mockReturnValue(new Promise(() => {}));
  hanging.client.dispose.mockRejectedValue(new Error("still starting"));
  const { server } = serverOf([hanging, fine]);
  void server.start();
  const restarted = server.restart();
  await vi.runAllTimersAsync();
  await restarted;
  expect(fine.client.start).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

it("asks the server by its commands", async () => {
  const fake = fakeClient();
  fake.client.sendRequest.mockResolvedValue({ markdown: "m", verdict: "v" });
  const { server } = serverOf([fake]);
  const uri = URI.file("/w/ima-policy");
  expect(await server.review(uri as never, "measure\n", "HEAD")).toEqual({ markdown: "m", verdict: "v" });
  expect(fake.client.sendRequest).toHaveBeenCalledWith("workspace/executeCommand", {
    command: "imalint.review",
    arguments: ["file:///w/ima-policy", "measure\n", "HEAD"],
  });
});

it("hands on what the server says of a document", async () => {
  const fake = fakeClient();
  const { server } = serverOf([fake]);
  const seen: unknown[] = [];
  server.onStatus((status) => seen.push(status));
  await server.start();
  const status = { uri: "file:///w/ima-policy", kernels: ["7.2"], dialect: "mainline" };
  fake.handlers.get("imalint/status")?.(status);
  expect(seen).toEqual([status]);
});

it("reads files for the server, and in a workspace without trust only its own", async () => {
  vscode.workspace.workspaceFolders = [{ uri: URI.parse("mem:/w") }];
  vscode.workspace.fs.stat.mockResolvedValue({ type: vscode.FileType.File, size: 8 });
  vscode.workspace.fs.readFile.mockResolvedValue(new TextEncoder().encode("measure\n"));
  expect(await readFile({ uri: "mem:/w/ima-policy" }, pages as never)).toEqual({ text: "measure\n" });
  expect(await readFile({ uri: "mem:/elsewhere" }, pages as never)).toEqual({ text: "measure\n" });
  vscode.workspace.isTrusted = false;
  expect(await readFile({ uri: "mem:/w/ima-policy" }, pages as never)).toEqual({ text: "measure\n" });
  expect(await readFile({ uri: "mem:/elsewhere" }, pages as never)).toBeNull();
});

it("reads the pages of the checks in every workspace", async () => {
  vscode.workspace.isTrusted = false;
  vscode.workspace.fs.stat.mockResolvedValue({ type: vscode.FileType.File, size: 2 });
  vscode.workspace.fs.readFile.mockResolvedValue(new TextEncoder().encode("{}"));
  expect(await readFile({ uri: pages.toString() }, pages as never)).toEqual({ text: "{}" });
});

it("looks for files in folders of the workspace only", async () => {
  vscode.workspace.workspaceFolders = [{ uri: URI.parse("mem:/w") }];
  vscode.workspace.findFiles.mockResolvedValue([URI.parse("mem:/other/ima-policy")]);
  expect(await findFiles({ folder: "mem:/other" })).toEqual({ uris: [] });
});

it.each([
  ["a directory", { type: 2, size: 0 }],
  ["a file that is too large for a policy", { type: 1, size: 2 ** 30 }],
])("does not read %s", async (_, stat) => {
  vscode.workspace.fs.stat.mockResolvedValue(stat);
  vscode.workspace.fs.readFile.mockResolvedValue(new Uint8Array());
  expect(await readFile({ uri: "mem:/w/x" }, pages as never)).toBeNull();
});

it("does not fail on files that are not there, or are no files", async () => {
  vscode.workspace.fs.stat.mockRejectedValue(new Error("ENOENT"));
  expect(await readFile({ uri: "mem:/w/x" }, pages as never)).toBeNull();
  expect(await readFile({ uri: "no uri" }, pages as never)).toBeNull();
});

const names = ["ima-policy", "a-ima_policy.conf", "web.digest-cache.conf", "digest-cache.conf", "imalint.toml"];
const others = ["ima-policy.md", "x.policy", "my-digest-cache.conf", "readme"];

it("finds the files that say something of a boot", async () => {
  vscode.workspace.workspaceFolders = [{ uri: URI.parse("mem:/w") }];
  const uris = [...names, ...others].map((name) => URI.parse(`mem:/w/${name}`));
  vscode.workspace.findFiles.mockResolvedValue([...uris, URI.parse("mem:/w/etc/ima/local")]);
  expect((await findFiles({ folder: "mem:/w" })).uris).toEqual(
    [...names, "etc/ima/local"].map((name) => `mem:/w/${name}`),
  );
});

it("looks for them itself where the editor never ends searching", async () => {
  vi.useFakeTimers();
  vscode.workspace.workspaceFolders = [{ uri: URI.parse("mem:/w") }];
  vscode.workspace.findFiles.mockReturnValue(new Promise(() => {}));
  const folders: Record<string, [string, number][]> = {
    "/w": [
      ["node_modules", 2],
      ["boot", 2],
      ["gone", 2],
      ["ima-policy", 1],
      ["readme", 1],
    ],
    "/w/boot": [["digest-cache.conf", 1]],
    "/w/node_modules": [["ima-policy", 1]],
  };
  vscode.workspace.fs.readDirectory.mockImplementation(async ({ path }) => {
    const entries = folders[path];
    if (entries === undefined) throw new Error("gone");
    return entries;
  });
  const found = findFiles({ folder: "mem:/w" });
  await vi.runAllTimersAsync();
  expect((await found).uris).toEqual(["mem:/w/ima-policy", "mem:/w/boot/digest-cache.conf"]);
  vi.useRealTimers();
});
