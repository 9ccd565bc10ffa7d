import { beforeEach, expect, it, vi } from "vitest";
import { URI } from "vscode-uri";
import { Pages } from "../src/pages.js";
import { LanguageStatus } from "../src/status.js";
import * as vscode from "./vscode-stub.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

beforeEach(() => vi.clearAllMocks());

it("shows a page as it is drawn, and as text where nothing draws it", async () => {
  const pages = new Pages("imalint-review");
  await pages.show("Review of x", "# weaker", "beside");
  const [command, uri] = vscode.commands.executeCommand.mock.calls[0] as [string, URI];
  expect(command).toBe("markdown.showPreviewToSide");
  expect(uri.scheme).toBe("imalint-review");
  expect(pages.provideTextDocumentContent(uri as never)).toBe("# weaker");
  vscode.commands.executeCommand.mockRejectedValueOnce(new Error("command not found"));
  await pages.show("Review of x", "# stronger", "here");
  expect(`${vscode.window.showTextDocument.mock.calls[0]?.[0]}`).toBe(uri.toString());
  expect(pages.provideTextDocumentContent(uri as never)).toBe("# stronger");
  expect(pages.provideTextDocumentContent(URI.parse("imalint-review:/other.md") as never)).toContain("not there");
});

it("says what the edited document is checked for, and what its boot comes to", () => {
  const changes = new vscode.EventEmitter<never>();
  vscode.window.activeTextEditor = { document: vscode.documentAt("file:///w/ima-policy", "ima-policy") };
  new LanguageStatus(changes.event as never);
  const [kernels] = vscode.languages.createLanguageStatusItem.mock.results.map(({ value }) => value);
  expect(kernels).toMatchObject({ busy: true, command: { command: "imalint.selectKernels" } });
  const status = { uri: "file:///w/ima-policy", kernels: ["6.1", "6.12"], dialect: "digest-cache" };
  changes.fire({ ...status, boot: "gets stuck" } as never);
  expect(kernels).toMatchObject({
    busy: false,
    text: "Linux 6.1, 6.12",
    detail: "Integrity Digest Cache",
    severity: 0,
  });
  const boot = vscode.languages.createLanguageStatusItem.mock.results[1]?.value;
  expect(boot).toMatchObject({ text: "gets stuck", command: { command: "imalint.showBoot" } });
  changes.fire({ ...status, problems: ["imalint.toml cannot be read"] } as never);
  expect(kernels).toMatchObject({ severity: 1, detail: "Integrity Digest Cache. imalint.toml cannot be read" });
  expect(boot?.dispose).toHaveBeenCalled();
  changes.fire({ ...status, uri: "file:///w/other", kernels: ["7.2"] } as never);
  expect(kernels).toMatchObject({ text: "Linux 6.1, 6.12" });
});
