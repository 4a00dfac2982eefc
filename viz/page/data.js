// What the page was given, and how it is read, written and saved.

const ARRAYS = {
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array,
  u4: Uint32Array, f4: Float32Array, f8: Float64Array,
};

function unpacked(value) {
  if (Array.isArray(value)) return value.map(unpacked);
  if (value === null || typeof value !== "object") return value;
  if ("bdata" in value) {
    const text = atob(value.bdata), bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return new ARRAYS[value.dtype](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpacked(part)]));
}

const content = unpacked(JSON.parse(document.getElementById("content").textContent));

// Light colour → the same of the dark theme; drawings are made in the light one.
const darker = new Map();
for (const [key, light] of Object.entries(content.themes.light)) {
  const dark = content.themes.dark[key];
  if (Array.isArray(light)) light.forEach((colour, at) => darker.set(colour, dark[at]));
  else if (light.startsWith("#") && !darker.has(light)) darker.set(light, dark);
}

function darkened(value) {
  if (typeof value === "string") {
    return value.replace(/(^|color:)(#[0-9a-f]{6})/, (all, before, colour) =>
      before + (darker.get(colour) ?? colour));
  }
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(darkened);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, darkened(part)]));
}

function written(value) {
  if (Number.isNaN(value)) return "not measured";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString("en");
  return size >= 1e-4 && size < 1e9 ? String(Number(value.toPrecision(8))) : value.toExponential(5);
}

function counted(number, one, many) {
  return `${written(number)} ${number === 1 ? one : many ?? `${one}s`}`;
}

// A text as lines of at most so many letters, for plotly to show as it is.
function folded(text, width) {
  const lines = [""];
  for (const piece of text.match(/[^+,\s]*[+,\s]+|[^+,\s]+/g) ?? []) {
    for (let rest = piece; rest; rest = rest.slice(width)) {
      const part = rest.slice(0, width);
      if (lines.at(-1) && lines.at(-1).length + part.trimEnd().length > width) lines.push("");
      lines[lines.length - 1] += part;
    }
  }
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return lines.map(line => line.trimEnd().replace(/[&<>]/g, sign => signs[sign]));
}

function table(header, rows) {
  const field = value => {
    const text = typeof value === "number" && Number.isNaN(value) ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map(row => row.map(field).join(",") + "\r\n").join("");
}

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}
