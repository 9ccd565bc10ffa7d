// What the editor says of a policy, and mends.
import assert from "node:assert/strict";
import { until } from "../until.mjs";

export const findings = {
  async "files that are not open are looked at as well"(workbench) {
    await workbench.open("good/ima-policy");
    const label = () => workbench.find('[id="status.problems"] a').first().getAttribute("aria-label");
    await until("problems in other files", label, (seen) => /Errors: [2-9]/.test(seen ?? ""));
  },

  async "a squiggle under a hook that is misspelled"(workbench, shoot) {
    await workbench.open("broken/ima-policy");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.problems(1);
    await shoot("squiggle");
  },

  async "hover tells what was found"(workbench, shoot) {
    await workbench.open("broken/ima-policy");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.goTo(2, 15);
    const hover = await workbench.hover("The kernel refuses this rule");
    assert.match(await hover.innerText(), /did you mean "BPRM_CHECK"/);
    assert.match(await hover.innerText(), /syntax\/unknown-hook/);
    await shoot("hover-finding");
  },

  async "hover tells what a hook is, and what a rule does"(workbench, shoot) {
    await workbench.open("good/ima-policy");
    await workbench.goTo(2, 15);
    await workbench.hover("BPRM_CHECK is asked when a program is executed");
    await shoot("hover-hook");
    await workbench.press("Escape");
    await workbench.goTo(2, 1);
    await workbench.hover("Measures");
    await shoot("hover-rule");
  },

  async "a fix by keyboard leaves the file clean"(workbench, shoot) {
    await workbench.open("fixed/ima-policy");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.goTo(2, 15);
    const take = await workbench.fix("BPRM_CHECK");
    await shoot("quick-fix");
    await take();
    await workbench.line("the hook is right", (line) => line === "measure func=BPRM_CHECK mask=MAY_EXEC");
    await workbench.squiggles();
    await workbench.problems(0);
    await shoot("fixed");
  },

  async "a comment says that a finding is meant"(workbench, shoot) {
    await workbench.open("meant/ima-policy");
    await workbench.squiggles("measure func=MMAP_CHECK uid=0");
    await workbench.goTo(3, 1);
    const take = await workbench.fix("Say in a comment that logic/unreachable-rule is meant here");
    await shoot("suppress");
    await take();
    await workbench.line("the comment", (line) => line.startsWith("# imalint-ignore logic/unreachable-rule: "));
    await workbench.squiggles();
    await shoot("suppressed");
  },

  async "explain check shows its page"(workbench, shoot) {
    await workbench.open("broken/ima-policy");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.goTo(2, 15);
    await workbench.command("imalint: Explain Check");
    await workbench.webview("syntax/unknown-hook");
    await shoot("explain");
  },
};
