/** Whether this is not Windows but Wine, for tests of what Wine does in another way. */
export const IS_WINE = Deno.build.os === "windows" &&
  await Deno.stat("C:\\windows\\system32\\winecfg.exe").then(() => true, () => false);
