// Embeds and files of a message.

import { el, icon } from "./dom.js";
import { hex } from "./colour.js";
import { markdown } from "./markdown.js";
import { state } from "./state.js";
import { stamp } from "./time.js";

const WEB = /^https?:\/\//;

/** A picture that this machine serves; anything from elsewhere is a link, since this page fetches nothing outside. */
export function picture(held, alt, most) {
  const address = held.proxy_url ?? held.url ?? "";
  const width = held.width ?? 0;
  const height = held.height ?? 0;
  if (!address.startsWith(`${state.files}/`)) {
    return WEB.test(address) ? el("a", { class: "elsewhere", href: address, target: "_blank", rel: "noopener noreferrer" }, alt || "Picture on another site") : null;
  }
  const scale = width ? Math.min(1, most / width, 360 / height) : 1;
  // the size is known before the bytes come, so nothing jumps
  const image = el("img", { src: address, alt: alt ?? "", loading: "lazy", decoding: "async" });
  if (width) {
    image.width = Math.round(width * scale);
    image.height = Math.round(height * scale);
  }
  return el("a", { class: "picture", href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": alt ? `Picture: ${alt}` : "Picture" }, image);
}

const titled = (text, url, tag, kind) =>
  el(tag, { class: kind }, url && WEB.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : text);

export function embed(held) {
  const made = el("div", { class: "embed", vars: held.color !== undefined && held.color !== null ? { bar: hex(held.color) } : {} });
  const body = el("div", { class: "embed-body" });
  if (held.author?.name) body.append(titled(held.author.name, held.author.url, "div", "embed-author"));
  if (held.title) body.append(titled(markdown(held.title, { line: true }), held.url, "div", "embed-title"));
  if (held.description) body.append(el("div", { class: "embed-text" }, markdown(held.description, { embed: true })));
  if (held.fields?.length) {
    body.append(
      el("dl", { class: "embed-fields" }, held.fields.map((field) =>
        el("div", { class: field.inline ? "field inline" : "field" },
          el("dt", {}, markdown(field.name, { line: true })),
          el("dd", {}, markdown(field.value, { embed: true }))))),
    );
  }
  if (held.image) body.append(picture(held.image, held.image.description ?? (held.title ? `Picture of ${held.title}` : ""), 420) ?? "");
  if (held.footer || held.timestamp) {
    const words = [held.footer?.text, held.timestamp && stamp(new Date(held.timestamp))].filter(Boolean);
    body.append(el("div", { class: "embed-footer" }, words.join(" · ")));
  }
  made.append(body);
  if (held.thumbnail) made.append(el("div", { class: "embed-thumbnail" }, picture(held.thumbnail, "", 80)));
  return made;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export function attachment(held) {
  if (held.content_type?.startsWith("image/") && !held.content_type.includes("svg")) {
    return picture(held, held.description ?? held.filename, 420);
  }
  return el("a", { class: "attachment", href: held.url, target: "_blank", rel: "noopener noreferrer", download: held.filename },
    icon("file"), el("span", {}, el("strong", {}, held.filename), el("small", {}, size(held.size))));
}
