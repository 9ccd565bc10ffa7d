/** Files that only the client can read: in a browser, and in file systems of the editor's own. */

import type { Connection } from "vscode-languageserver";
import type { FileSource } from "./file-source.js";
import { type FindFilesResult, findFilesRequest, type ReadFileResult, readFileRequest } from "./protocol.js";
import { normalUri } from "./uris.js";

export function clientFiles(connection: Connection): FileSource {
  return {
    async read(uri) {
      const read = await connection.sendRequest<ReadFileResult>(readFileRequest, { uri }).catch(() => null);
      return read?.text;
    },
    async find(folder) {
      const found = await connection
        .sendRequest<FindFilesResult | null>(findFilesRequest, { folder })
        .catch(() => null);
      return (found?.uris ?? []).map(normalUri).sort();
    },
  };
}
