/** Names of files: the protocol has URIs, the checks have paths. */

import { URI, Utils } from "vscode-uri";

/** Half of a pair of surrogates, which has no UTF-8 and so cannot be escaped. */
const lone = /\p{Surrogate}/gu;

/** Whether a client's URI can be worked with. */
export function isUri(uri: string): boolean {
  try {
    URI.parse(uri).toString();
    return true;
  } catch {
    return false;
  }
}

/** One spelling of each URI: clients escape them differently. */
export function normalUri(uri: string): string {
  try {
    return URI.parse(uri).toString();
  } catch {
    return uri;
  }
}

/** A path on the machine of a URI. Two slashes at its beginning would be the name of another machine. */
function withPath(uri: URI, path: string): string {
  const plain = path.replace(lone, "\ufffd").replace(/^\/+/, "/");
  const whole = uri.authority === "" || plain.startsWith("/") ? plain : `/${plain}`;
  return uri.with({ path: whole, query: "", fragment: "" }).toString();
}

/** The path that the checks know a file by; it is one of its machine, whatever the URI is reached by. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.path === "" ? uri : parsed.path;
}

/** The URI of a path that a file names, on the same machine as that file. */
export function uriBeside(uri: string, path: string): string {
  return withPath(URI.parse(uri), path);
}

export function isBelow(uri: string, folder: string): boolean {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return uri === folder || uri.startsWith(prefix);
}

/** The folders that a file is in, from its own one up to the root. */
export function foldersAbove(uri: string): string[] {
  const folders: string[] = [];
  let folder = Utils.dirname(URI.parse(uri));
  for (;;) {
    folders.push(folder.toString());
    const above = Utils.dirname(folder);
    if (above.path === folder.path) return folders;
    folder = above;
  }
}

export function inFolder(folder: string, name: string): string {
  const uri = URI.parse(folder);
  return withPath(uri, uri.path === "" || uri.path.endsWith("/") ? uri.path + name : `${uri.path}/${name}`);
}

/** A path that is relative to a folder, or one of the machine. */
export function resolved(folder: string, path: string): string {
  return Utils.resolvePath(URI.parse(folder), path.replace(lone, "\ufffd")).toString();
}

/** A path as seen from the folder of a file. */
export function relativePath(uri: string, path: string): string {
  const from = pathOf(uri).split("/").slice(0, -1);
  const to = path.split("/");
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

export function nameOf(uri: string): string {
  return Utils.basename(URI.parse(uri));
}
