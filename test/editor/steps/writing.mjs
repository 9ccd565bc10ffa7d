// What helps with writing and reading.
import assert from "node:assert/strict";
import { until } from "../until.mjs";

export const writing = {
  async "completion offers what the kernel takes here, and nothing else"(workbench, shoot) {
    await workbench.open("short/ima-policy");
    await workbench.goTo(5, 1);
    await workbench.type("appraise func=MODULE_CHECK ");
    await workbench.press("Control+Space");
    const offered = async () => (await workbench.find(".suggest-widget .monaco-list-row").allInnerTexts()).map((text) => text.trim());
    const labels = await until("offers", offered, (seen) => seen.some((label) => label.startsWith("appraise_type")));
    await shoot("completion");
    assert.deepEqual(labels.filter((label) => /^(?:keyrings|label|func|measure|mask\b.*MAY_WRITE)/.test(label)), []);
    await workbench.type("appraise_ty");
    await until("one offer", offered, (seen) => seen.length > 0 && seen.every((label) => /^appraise_type/.test(label)));
    await workbench.press("Enter");
    await workbench.line("the key", (line) => line.startsWith("appraise func=MODULE_CHECK appraise_type="));
    await until("values", offered, (seen) => seen.some((label) => /^imasig\|modsig/.test(label)));
    await shoot("completion-value");
  },

  async "formatting changes spaces only"(workbench, shoot) {
    await workbench.open("odd/ima-policy");
    await workbench.line("spaces", (line) => line === "measure func=BPRM_CHECK   mask=MAY_EXEC");
    await workbench.press("Shift+Alt+f");
    await workbench.line("no spaces", (line) => line === "measure func=BPRM_CHECK mask=MAY_EXEC");
    await workbench.line("no spaces", (line) => line === "measure func=MMAP_CHECK mask=MAY_EXEC");
    await shoot("formatted");
  },

  async "a lens says what a section does"(workbench) {
    await workbench.open("good/ima-policy");
    await workbench.see(".codelens-decoration", "measure: BPRM_CHECK, MMAP_CHECK (2 rules) · appraise: MODULE_CHECK");
  },

  async "hints name file systems, and what rules decide nothing"(workbench, shoot) {
    await workbench.open("unreachable/ima-policy");
    await workbench.line("the name of a file system", (line) => /^dont_measure fsmagic=0x9fa0\s*proc$/.test(line));
    await workbench.line("what becomes of a rule", (line) => /uid=0\s*unreachable: decided by line 2/.test(line));
    await shoot("hints");
  },

  async "words have the colours of what they are"(workbench) {
    await workbench.open("good/ima-policy");
    const words = ["# What", "appraise ", "func", "BPRM_CHECK", "MAY_EXEC"];
    const distinct = (colors) => new Set(colors).size === words.length && !colors.includes(undefined);
    const colors = async () => {
      const seen = await workbench.look();
      return words.map((word) => seen.color(word));
    };
    await until("five colours", colors, distinct);
  },

  async "files are known by their names and first lines"(workbench, shoot) {
    const language = (name) => workbench.see('[id="status.editor.mode"]', name);
    for (const [path, name] of [
      ["names/etc/ima/any-name", "IMA policy"],
      ["names/host-ima-policy.conf", "IMA policy"],
      ["names/rules.txt", "IMA policy"],
      ["names/cmdline", "Kernel command line"],
      ["deadlock/digest-cache.conf", "Boot with digest lists"],
      ["names/notes.txt", "Plain Text"],
    ]) {
      await workbench.open(path);
      await language(name);
    }
    await shoot("names");
  },
};
