// Not a module: it runs where it stands in the page, before anything is painted, and shows the place where reading begins.
// scroller.js finds the same place later, when there is somebody to hold it.

{
  const READ_ABOVE = 2;
  const box = document.querySelector(".message-scroller");
  delete box.dataset.unplaced;
  const column = document.getElementById("messages");
  const articles = [...column.querySelectorAll("article")];
  const newLine = column.querySelector(".new-line");
  const firstNew = newLine ? articles.findIndex((article) => newLine.compareDocumentPosition(article) & Node.DOCUMENT_POSITION_FOLLOWING) : -1;
  const named = /^#m-\d+$/.test(location.hash) && column.querySelector(`article${location.hash}`);
  const begin = column.querySelector(`#m-${column.dataset.begin ?? 0}`) ?? articles[Math.max(firstNew - READ_ABOVE, 0)];
  if (named) named.scrollIntoView({ block: "center" });
  else if (column.dataset.begin || newLine) begin?.scrollIntoView({ block: "start" });
  else box.scrollTop = box.scrollHeight;
}
