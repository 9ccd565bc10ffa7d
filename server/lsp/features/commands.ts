/** workspace/executeCommand: what an editor shows in views of its own. */

import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { analyzeBoot } from "../../boot/index.js";
import { bootOf } from "../../checks/boots.js";
import { review } from "../../checks/review.js";
import { Places } from "../../report/places.js";
import { reviewMarkdown } from "../../report/review-markdown.js";
import { summaryOf } from "../../report/review-words.js";
import { type BootView, commands, type Review } from "../protocol.js";
import type { Server } from "../server.js";
import { isUri, nameOf } from "../uris.js";
import { about, type Feature } from "./feature.js";

/** The boot of a description, or the one that a policy is part of; of several the first. */
async function bootView(server: Server, uri: string): Promise<BootView | null> {
  const places = await server.places(uri);
  return about(server, { textDocument: { uri } }, async ({ subject }) => {
    if (subject.language !== "digest-cache" && subject.language !== "ima-policy") return null;
    const conf = subject.documents.find(({ language }) => language === "digest-cache");
    const document = subject.language === "digest-cache" || conf === undefined ? subject.document : conf;
    const analysis = analyzeBoot(
      subject.prepared.descriptions.get(document.path) ?? bootOf(document, subject.documents, subject.options),
    );
    const texts = new Places(new Map(subject.documents.map(({ path, text }) => [path, text])));
    // The drawing takes a library for its layout, and so is a bundle of its own.
    const { bootBody } = await import("../../report/boot-drawing.js");
    const { title, style, body } = bootBody(
      analysis,
      (place) => texts.textOf(place).replace(/^.*\//, ""),
      (place) => {
        const range = texts.rangeOf(place);
        const file = places?.byPath(place.path);
        if (range === undefined || file === undefined) return undefined;
        return { uri: file.uri, line: range.start.line, column: range.start.column };
      },
      nameOf(document.path),
    );
    return { title, style, html: body };
  });
}

async function explain(server: Server, id: string): Promise<string | null> {
  const pages = await server.platform.pages(server.connection);
  return pages[id]?.page ?? null;
}

async function compare(server: Server, uri: string, oldText: string, oldLabel: string): Promise<Review | null> {
  return about(server, { textDocument: { uri } }, ({ subject: { document, options } }) => {
    const name = nameOf(uri);
    const result = review({ path: oldLabel, text: oldText }, { path: name, text: document.text }, options);
    return { markdown: reviewMarkdown(result), verdict: summaryOf(result) };
  });
}

const isText = (value: unknown): value is string => typeof value === "string";

export const commandFeature: Feature = {
  capabilities: () => ({ executeCommandProvider: { commands: Object.values(commands) } }),
  register(server) {
    server.connection.onExecuteCommand(async ({ command, arguments: given = [] }) => {
      const [first, second, third] = given as unknown[];
      const wrong = () =>
        new ResponseError(LSPErrorCodes.RequestFailed, `${command}: the arguments are not what it takes`);
      switch (command) {
        case commands.bootView:
          if (!isText(first) || !isUri(first)) throw wrong();
          return bootView(server, first);
        case commands.explain:
          if (!isText(first)) throw wrong();
          return explain(server, first);
        case commands.review:
          if (!isText(first) || !isUri(first) || !isText(second) || !isText(third)) throw wrong();
          return compare(server, first, second, third);
        default:
          throw new ResponseError(LSPErrorCodes.RequestFailed, `there is no command ${command}`);
      }
    });
  },
};
