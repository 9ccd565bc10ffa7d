// The commands, and what is told about the file as a whole.
import { until } from "../until.mjs";

async function languageStatus(workbench) {
  await (await workbench.see('[id="status.languageStatus"]')).hover();
  return workbench.see(".hover-language-status", /Linux/);
}

export const commands = {
  async "the language status tells kernel and dialect"(workbench, shoot) {
    await workbench.open("good/ima-policy");
    const text = async () => (await languageStatus(workbench)).first().innerText();
    await until("the newest kernel, mainline", text, (seen) => /Linux \d\.\d+/.test(seen) && seen.includes("mainline"));
    await shoot("language-status");
    await workbench.page.mouse.move(600, 400);
  },

  async "another target kernel has other findings"(workbench, shoot) {
    const select = async () => {
      await workbench.startCommand("imalint: Select Target Kernels");
      await workbench.see(".quick-input-title", "Which kernels are the policies for?");
      await workbench.type("Linux 5.4");
      const rows = () => workbench.find(".quick-input-list .monaco-list-row").allInnerTexts();
      await until("one kernel", rows, (seen) => seen.length === 1 && seen[0].trim() === "Linux 5.4");
      await workbench.find(".quick-input-list .monaco-list-row").click();
      await shoot("select-kernels");
      await workbench.press("Enter");
      await workbench.seeNone(".quick-input-widget");
    };
    await workbench.open("old/ima-policy");
    await workbench.see(".codelens-decoration");
    await workbench.squiggles();
    const known = (await workbench.look()).color("CRITICAL_DATA");
    await select();
    await workbench.squiggles("CRITICAL_DATA", "label=selinux");
    const color = async () => (await workbench.look()).color("CRITICAL_DATA");
    await until("the colour of what is not known", color, (seen) => seen !== known);
    await shoot("old-kernel");
    await select();
    await workbench.squiggles();
  },

  async "the server can be started anew"(workbench) {
    await workbench.open("broken/ima-policy");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.command("imalint: Restart Server");
    await workbench.squiggles("BRPM_CHECK");
    await workbench.goTo(2, 15);
    await workbench.hover("The kernel refuses this rule");
  },

  async "a report of a problem has versions and settings"(workbench, shoot) {
    await workbench.open("good/ima-policy");
    await workbench.command("imalint: Report a Problem");
    await workbench.line("the version", (line) => /^- imalint \d/.test(line));
    await shoot("report");
  },
};

export const reviewInWeb = {
  async "a review says that it needs git"(workbench, shoot) {
    await workbench.open("review/ima-policy");
    await workbench.command("imalint: Review Against Git HEAD");
    await workbench.see(".notification-toast", "The git extension of the editor is needed for this");
    await shoot("review-without-git");
  },
};
