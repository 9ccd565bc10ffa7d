// Draws client/icon.png from client/icon.svg with a Chromium: CHROMIUM=/usr/bin/chromium node scripts/draw-icon.mjs
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(`${root}test/editor/`)("playwright-core");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(`${root}client/icon.svg`)}`,
);
await page.screenshot({ path: `${root}client/icon.png`, omitBackground: true });
await browser.close();
