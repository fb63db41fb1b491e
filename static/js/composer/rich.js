// Pasted pages and documents as Markdown: links, bold, italic, lists, code. Everything else becomes its plain words.

const SILENT = new Set(["SCRIPT", "STYLE", "HEAD", "META", "TITLE", "TEMPLATE"]);
const HEADINGS = new Set(["H1", "H2", "H3", "H4", "H5", "H6"]);
const APART = new Set(["P", "BLOCKQUOTE", "TABLE", "FIGURE", "SECTION", "ARTICLE"]);
const LINES = new Set(["DIV", "TR", "DT", "DD", "HEADER", "FOOTER"]);
const TEXT_NODE = 3;

// `root` is an element of a document that is not on screen; nothing of it is ever put into ours.
export function markdownOf(root) {
  return inside(root).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}

function inside(node) {
  return [...node.childNodes].map(one).join("");
}

function one(node) {
  if (node.nodeType === TEXT_NODE) return node.textContent.replace(/\s+/g, " ");
  const name = node.nodeName;
  if (SILENT.has(name) || !node.childNodes) return "";
  if (name === "BR") return "\n";
  if (name === "PRE") return `\n\n\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\`\n\n`;
  if (name === "CODE" || name === "KBD") return marked(node.textContent, "`");
  if (name === "A") return link(node);
  if (name === "UL" || name === "OL") return list(node);
  if (HEADINGS.has(name)) return `\n\n${marked(inside(node).trim(), "**")}\n\n`;
  if (APART.has(name)) return `\n\n${inside(node).trim()}\n\n`;
  if (LINES.has(name)) return `\n${inside(node)}\n`;
  return emphasised(node, name);
}

// The document that a browser makes of it obeys the policy of our page, which allows no styles: attributes get another name.
export function withoutStyle(html) {
  const tags = html.replace(/<style\b[^]*?<\/style>/gi, "");
  return tags.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
}

// Word processors say it in styles, and wrap whole documents into a <b> that is not bold.
function emphasised(node, name) {
  const style = (node.getAttribute("data-style") ?? "").replace(/\s/g, "");
  const light = /font-weight:(normal|400)/.test(style);
  const bold = !light && (name === "B" || name === "STRONG" || /font-weight:(bold|[6-9]00)/.test(style));
  const italic = name === "I" || name === "EM" || /font-style:italic/.test(style);
  let text = inside(node);
  if (italic) text = marked(text, "_");
  return bold ? marked(text, "**") : text;
}

// The marks stand at the words, the spaces outside of them; across lines they would mean nothing.
function marked(text, mark) {
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
  return words && !words.includes("\n") && !words.includes(mark) ? before + mark + words + mark + after : text;
}

function link(node) {
  const text = inside(node);
  const words = text.trim();
  const href = (node.getAttribute("href") ?? "").replaceAll("(", "%28").replaceAll(")", "%29");
  if (!/^(https?:|mailto:)\S+$/i.test(href)) return text;
  if (!words || words === href || /[\n[\]]/.test(words)) return words && words !== href ? text : ` ${href} `;
  return text.replace(words, () => `[${words}](${href})`);
}

function list(node) {
  const ordered = node.nodeName === "OL";
  const items = [...node.childNodes].filter((child) => child.nodeName === "LI");
  const lines = items.map((item, index) => {
    const sign = ordered ? `${index + 1}. ` : "- ";
    return sign + inside(item).trim().replace(/\n{2,}/g, "\n").replaceAll("\n", `\n${" ".repeat(sign.length)}`);
  });
  return `\n\n${lines.join("\n")}\n\n`;
}
