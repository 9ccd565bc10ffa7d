// Where there is git: nothing of it before the workspace is trusted, and reviews afterwards.
import assert from "node:assert/strict";
import { until } from "../until.mjs";

/** @param gitCalls what git was run with so far */
export const gitSteps = (gitCalls) => ({
  async "without trust git is not run"(workbench, shoot) {
    await workbench.open("review/ima-policy");
    await workbench.line("the text", (line) => line.startsWith("appraise"));
    await workbench.see('[id="status.languageStatus"]');
    const input = await workbench.askAtTop("F1");
    await input.fill(">imalint: Review Against Git HEAD");
    const rows = () => workbench.find(".quick-input-list .monaco-list-row").allInnerTexts();
    const offered = await until("other commands", rows, (seen) => seen.some((row) => row.includes("Explain Check")));
    assert.ok(!offered.some((row) => row.includes("Review Against")));
    await shoot("untrusted");
    await workbench.press("Escape");
    assert.deepEqual(gitCalls(), []);
  },

  async "trust is given while the editor runs"(workbench, shoot) {
    await workbench.command("Workspaces: Manage Workspace Trust");
    await (await workbench.see(".workspace-trust-editor .monaco-button", /^Trust$/)).click();
    await workbench.see(".workspace-trust-editor", "You trust this folder");
    await until("git is run", gitCalls, (calls) => calls.length > 0);
    await shoot("trusted");
  },

  async "a review shows what a change does beside the change"(workbench, shoot) {
    await workbench.open("review/ima-policy");
    await workbench.goTo(3, 25);
    await workbench.press("Shift+End", "Delete");
    await workbench.line("the change", (line) => line === "appraise func=MMAP_CHECK");
    await workbench.command("imalint: Review Against Git HEAD");
    const review = await workbench.webview("weaker");
    assert.match(review.text, /MMAP_CHECK/);
    await workbench.see(".tab", "ima-policy (HEAD ↔ now)");
    await workbench.see(".monaco-diff-editor");
    await shoot("review");
  },
});
