import { beforeEach, expect, it, vi } from "vitest";
import { URI } from "vscode-uri";
import type { Context } from "../src/commands/context.js";
import { registerCommands } from "../src/commands/index.js";
import * as vscode from "./vscode-stub.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

const context = {
  server: {
    explain: vi.fn(async (): Promise<string | null> => "# page"),
    review: vi.fn(async () => ({ markdown: "# weaker", verdict: "weaker" })),
    restart: vi.fn(async () => {}),
    output: { show: vi.fn(), error: vi.fn() },
  },
  boots: { show: vi.fn(async () => {}) },
  status: { of: () => ({ uri: "", kernels: ["6.1", "7.2"], dialect: "mainline" }) },
  reviews: { show: vi.fn(async () => {}) },
  explanations: { show: vi.fn(async () => {}) },
  version: "0.1.0",
};

registerCommands(context as unknown as Context);
const registered = new Map(vscode.commands.registerCommand.mock.calls);
const run = (name: string, argument?: unknown) => registered.get(`imalint.${name}`)?.(argument);
const said = () => vscode.window.showInformationMessage.mock.calls.flat().join(" ");

const policy = URI.file("/w/ima-policy");
const diagnosticAt = (line: number, code: unknown, source = "imalint") => ({
  source,
  code,
  range: { start: { line }, end: { line } },
});

function edit(languageId: string, line = 0): void {
  const document = vscode.documentAt(policy.toString(), languageId);
  vscode.window.activeTextEditor = { document, selection: { active: { line } } };
  vscode.workspace.openTextDocument.mockResolvedValue(document);
}

function git(repository: { show(ref: string, path: string): Promise<string> } | null): void {
  const toGitUri = (uri: URI, ref: string) => uri.with({ scheme: "git", query: ref });
  const api = { getRepository: () => repository, toGitUri };
  vscode.extensions.getExtension.mockReturnValue({ activate: async () => ({ getAPI: () => api }) });
}

beforeEach(() => {
  vi.clearAllMocks();
  vscode.extensions.getExtension.mockReturnValue(undefined);
  vscode.workspace.isTrusted = true;
  vscode.workspace.workspaceFolders = [{ uri: URI.file("/w") }];
  vscode.settings.kernels = undefined;
  edit("ima-policy");
});

it("shows the boot of what is edited, of what a menu names, and of what a lens names", async () => {
  await run("showBoot");
  await run("showBoot", policy);
  await run("showBoot", policy.toString());
  expect(context.boots.show.mock.calls.map(([uri]: unknown[]) => `${uri}`)).toEqual(Array(3).fill(policy.toString()));
});

it("shows no boot of other documents", async () => {
  edit("plaintext");
  await run("showBoot");
  vscode.window.activeTextEditor = undefined;
  await run("showBoot");
  expect(context.boots.show).not.toHaveBeenCalled();
  expect(vscode.window.showInformationMessage).toHaveBeenCalledTimes(2);
});

it("reviews against HEAD: the texts side by side, and what the change does", async () => {
  const show = vi.fn(async () => "measure\n");
  git({ show });
  await run("reviewHead");
  expect(show).toHaveBeenCalledWith("HEAD", "/w/ima-policy");
  expect(context.server.review).toHaveBeenCalledWith(
    expect.objectContaining({ path: "/w/ima-policy" }),
    "measure\n",
    "HEAD",
  );
  const [name, left, right] = vscode.commands.executeCommand.mock.calls[0] ?? [];
  expect([name, `${left}`, `${right}`]).toEqual(["vscode.diff", "git:/w/ima-policy?HEAD", "file:///w/ima-policy"]);
  expect(context.reviews.show).toHaveBeenCalledWith("Review of ima-policy", "# weaker", "beside");
});

it("asks git for nothing in a workspace without trust", async () => {
  vscode.workspace.isTrusted = false;
  await run("reviewHead");
  expect(vscode.extensions.getExtension).not.toHaveBeenCalled();
  expect(said()).toContain("not trusted");
});

it.each([
  ["there is no git extension", () => {}, "git extension"],
  ["there is no repository", () => git(null), "no git repository"],
  ["the file is new", () => git({ show: async () => Promise.reject(new Error("exit 128")) }), "not in HEAD"],
  [
    "git is turned off",
    () =>
      vscode.extensions.getExtension.mockReturnValue({
        activate: async () => ({
          getAPI: () => {
            throw new Error("disabled");
          },
        }),
      }),
    "turned off",
  ],
])("says so when %s", async (_, arrange, words) => {
  arrange();
  await run("reviewHead");
  expect(said()).toContain(words);
  expect(context.server.review).not.toHaveBeenCalled();
});

it("explains the check at the cursor without asking", async () => {
  vscode.languages.getDiagnostics.mockReturnValue([
    diagnosticAt(0, { value: "logic/unreachable" }),
    diagnosticAt(3, "syntax/unknown-word"),
    diagnosticAt(0, "E1", "other"),
  ]);
  await run("explainCheck");
  expect(context.explanations.show).toHaveBeenCalledWith("logic/unreachable", "# page", "here");
  expect(vscode.window.showQuickPick).not.toHaveBeenCalled();
});

it("asks which check when several found something", async () => {
  vscode.languages.getDiagnostics.mockReturnValue([
    diagnosticAt(3, "a/b"),
    diagnosticAt(4, "c/d"),
    diagnosticAt(5, "a/b"),
  ]);
  vscode.window.showQuickPick.mockResolvedValueOnce("c/d");
  await run("explainCheck");
  expect(vscode.window.showQuickPick.mock.calls[0]?.[0]).toEqual(["a/b", "c/d"]);
  expect(context.server.explain).toHaveBeenCalledWith("c/d");
});

it("says when there is no such check, and asks nothing of the server when the question is given up", async () => {
  context.server.explain.mockResolvedValueOnce(null);
  await run("explainCheck", "no/such");
  expect(said()).toContain("no/such");
  vscode.languages.getDiagnostics.mockReturnValue([]);
  await run("explainCheck");
  expect(context.server.explain).toHaveBeenCalledTimes(1);
});

it("writes the target kernels in order, oldest first", async () => {
  vscode.settings.kernels = ["v6.1.192", "6.12"];
  vscode.window.showQuickPick.mockImplementationOnce(async (items) =>
    (items as { kernel: string }[]).filter(({ kernel }) => ["7.2", "5.4", "5.10"].includes(kernel)),
  );
  await run("selectKernels");
  const items = vscode.window.showQuickPick.mock.calls[0]?.[0] as { kernel: string; picked: boolean }[];
  expect(items[0]?.kernel).toBe("7.2");
  expect(items.filter(({ picked }) => picked).map(({ kernel }) => kernel)).toEqual(["6.12", "6.1"]);
  expect(vscode.updateSetting).toHaveBeenCalledWith(
    "kernels",
    ["5.4", "5.10", "7.2"],
    vscode.ConfigurationTarget.Workspace,
  );
});

it("takes the setting away when nothing is chosen, and leaves it when the choice is given up", async () => {
  vscode.window.showQuickPick.mockResolvedValueOnce([]);
  vscode.workspace.workspaceFolders = undefined;
  await run("selectKernels");
  expect(vscode.updateSetting).toHaveBeenCalledWith("kernels", undefined, vscode.ConfigurationTarget.Global);
  vscode.window.showQuickPick.mockResolvedValueOnce(undefined);
  await run("selectKernels");
  expect(vscode.updateSetting).toHaveBeenCalledTimes(1);
});

it("begins a report with versions and settings, and with nothing of the document", async () => {
  vscode.settings.kernels = ["6.1"];
  await run("reportProblem");
  const [{ content, language }] = vscode.workspace.openTextDocument.mock.calls.at(-1) as [
    { content: string; language: string },
  ];
  expect(language).toBe("markdown");
  expect(content).toContain("imalint 0.1.0");
  expect(content).toContain("an editor 1.91.0 (desktop)");
  expect(content).toContain("Linux 6.1, 7.2");
  expect(content).toContain('"kernels": [\n    "6.1"\n  ]');
  expect(content).not.toContain("appraise fowner");
});

it("shows what went wrong, and where there is more of it", async () => {
  context.server.restart.mockRejectedValueOnce(new Error("no worker"));
  vscode.window.showErrorMessage.mockResolvedValueOnce("Show Output");
  await run("restartServer");
  expect(vscode.window.showErrorMessage).toHaveBeenCalledWith("imalint: no worker", "Show Output");
  expect(context.server.output.show).toHaveBeenCalled();
});
