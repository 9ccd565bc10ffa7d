// A file system of the scheme mem, filled from files.json beside this file: texts by their paths.
const vscode = require("vscode");

const { FileType, FileChangeType, FileSystemError } = vscode;

exports.activate = async (context) => {
  const answer = await fetch(vscode.Uri.joinPath(context.extensionUri, "files.json").toString(true));
  const bytes = (text) => new TextEncoder().encode(text);
  const files = new Map(Object.entries(await answer.json()).map(([path, text]) => [`/${path}`, bytes(text)]));
  const changed = new vscode.EventEmitter();

  /** @returns names in a folder, or undefined when nothing is below it */
  const namesIn = (folder) => {
    const prefix = `${folder.replace(/\/$/, "")}/`;
    const below = [...files.keys()].filter((path) => path.startsWith(prefix));
    return below.length === 0 ? undefined : new Set(below.map((path) => path.slice(prefix.length).split("/")[0]));
  };
  const contentOf = (uri) => {
    const content = files.get(uri.path);
    if (content === undefined) throw FileSystemError.FileNotFound(uri);
    return content;
  };
  const refuse = (uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  const times = { ctime: 0, mtime: 0 };
  const provider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose: () => undefined }),
    stat(uri) {
      if (namesIn(uri.path) !== undefined) return { type: FileType.Directory, size: 0, ...times };
      return { type: FileType.File, size: contentOf(uri).length, ...times };
    },
    readDirectory(uri) {
      const names = [...(namesIn(uri.path) ?? [])];
      const isFile = (name) => files.has(`${uri.path.replace(/\/$/, "")}/${name}`);
      return names.map((name) => [name, isFile(name) ? FileType.File : FileType.Directory]);
    },
    readFile: contentOf,
    writeFile(uri, content) {
      const isNew = !files.has(uri.path);
      files.set(uri.path, content);
      times.mtime++;
      changed.fire([{ type: isNew ? FileChangeType.Created : FileChangeType.Changed, uri }]);
    },
    // A folder is there as soon as something is in it.
    createDirectory: () => undefined,
    delete: refuse,
    rename: refuse,
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("mem", provider, { isCaseSensitive: true }));
};
