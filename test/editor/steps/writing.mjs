// What helps with writing and reading.
import { until } from "../until.mjs";

export const writing = {
  async "completion offers what the kernel takes here, and nothing else"(workbench, shoot) {
    await workbench.open("short/ima-policy");
    await workbench.goTo(5, 1);
    await workbench.type("appraise func=MODULE_CHECK ");
    await workbench.press("Control+Space");
    const offered = () => workbench.find(".suggest-widget.visible .monaco-list-row .label-name").allInnerTexts();
    await until("conditions", offered, (seen) => seen.includes("mask="));
    await shoot("completion");
    await workbench.press("Escape");
    // A condition that MODULE_CHECK does not go with, and a word that stands elsewhere.
    for (const word of ["keyr", "MMAP"]) {
      await workbench.type(word);
      await workbench.press("Control+Space");
      await workbench.see(".suggest-widget .message", "No suggestions");
      await workbench.press("Escape", ...Array(word.length).fill("Backspace"));
    }
    await workbench.type("appraise_t");
    await until("one condition", offered, (seen) => seen.length === 1 && seen[0] === "appraise_type=");
    await workbench.press("Enter");
    await workbench.line("the key", (line) => line.startsWith("appraise func=MODULE_CHECK appraise_type="));
    await until("its values", offered, (seen) => seen.includes("imasig|modsig") && !seen.includes("MAY_EXEC"));
    await shoot("completion-value");
  },

  async "formatting changes spaces only"(workbench, shoot) {
    await workbench.open("odd/ima-policy");
    await workbench.line("spaces", (line) => line === "measure func=BPRM_CHECK   mask=MAY_EXEC");
    await workbench.command("Format Document");
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
      ["names/rules", "IMA policy"],
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
