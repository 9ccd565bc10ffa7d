// Takes the pictures of the documentation.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Workbench } from "./workbench.mjs";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

async function takeEditor(workbench) {
  await workbench.page.setViewportSize({ width: 960, height: 520 });
  await workbench.open("picture/ima-policy");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.line("what becomes of a rule", (line) => line.includes("unreachable: decided by line"));
  await workbench.squiggles("0x62656572", "measure func=BPRM_CHECK uid=0", "modsig").catch((error) => console.log(error.message));
  await workbench.goTo(12, 33);
  await workbench.hover("modsig");
  await workbench.page.screenshot({ path: `${folder}editor.png` });
  await workbench.reset();
}

async function takeBoot(workbench) {
  await workbench.page.setViewportSize({ width: 1000, height: 700 });
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.open("deadlock/digest-cache.conf");
  await workbench.see(".codelens-decoration", "This machine does not boot");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.command("imalint: Show Boot");
  await workbench.webview("This machine does not boot");
  await workbench.page.screenshot({ path: `${folder}boot-view.png` });
  await workbench.reset();
}

export async function takePictures(page) {
  mkdirSync(folder, { recursive: true });
  const workbench = new Workbench(page);
  await workbench.see(".monaco-workbench");
  await takeEditor(workbench);
  await takeBoot(workbench);
}
