/** imalint.reviewHead: what the change of a policy since the last commit does. */

import * as vscode from "vscode";
import { committed } from "../git.js";
import { type Context, say, targetOf } from "./context.js";

export async function reviewHead({ server, reviews }: Context, argument?: unknown): Promise<void> {
  const uri = targetOf(argument);
  if (uri === undefined) {
    say("Open an IMA policy: a review is of its changes.");
    return;
  }
  // The server knows the documents that are open.
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.languageId !== "ima-policy") {
    say("A review is of the changes of an IMA policy, and this is none.");
    return;
  }
  const before = await committed(uri);
  if (typeof before === "string") {
    say(before);
    return;
  }
  const name = uri.path.split("/").at(-1) ?? "policy";
  const review = await server.review(uri, before.text, "HEAD");
  if (review === null) {
    say("The two policies cannot be compared.");
    return;
  }
  await vscode.commands.executeCommand("vscode.diff", before.uri, uri, `${name} (HEAD ↔ now)`);
  await reviews.show(`Review of ${name}`, review.markdown, "beside");
}
