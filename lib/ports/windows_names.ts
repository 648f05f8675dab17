/**
 * What Windows makes of the last name in a path instead of a file of that name: a device, in every folder and with any
 * ending; a hidden stream of another file; or the name without the dots and spaces at its end.
 *
 * @returns the code that an error has with this reason; undefined for the name of a file
 */
export function misreadByWindows(path: string): "DEVICE" | "STREAM" | "TRIMMED" | undefined {
  const [name = ""] = /[^\\/]*$/.exec(path.replace(/^(?:\\\\[?.]\\)?[a-z]:/i, "")) ?? [];
  if (/^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$)[ .]*(?:[.:].*)?$/i.test(name)) {
    return "DEVICE";
  }
  if (name.includes(":")) return "STREAM";
  return /[^.][. ]+$/.test(name) ? "TRIMMED" : undefined;
}
