// Loaded into a server with node --expose-gc --require: says on standard error how much memory is in use, when asked.
process.on("SIGUSR2", () => {
  globalThis.gc();
  process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`);
});
