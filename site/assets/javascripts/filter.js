// Narrows a board's rows. The choice stays in the address, so a filtered board can be sent as a link.
(function () {
  "use strict"
  function form() { return document.querySelector("form[data-filter]") }
  if (!form()) return

  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase() }
  function words(node) { return node ? node.textContent.trim() : "" }
  function has(row, selector) { return row.querySelector(selector) !== null }
  var STATES = {
    con_thieu: function (row) { return has(row, ".kd-con_thieu") },
    qua_han: function (row) { return has(row, ".kd-qua_han") },
    dang_duyet: function (row) { return has(row, ".kd-dang_duyet") },
    cham: function (row) { return has(row, ".kd-late") },
    du: function (row) { return has(row, ".kd-da_nhan") && !has(row, ".kd-con_thieu, .kd-qua_han, .kd-dang_duyet") }
  }

  function rows() { return Array.from(document.querySelectorAll("[data-live] tr[data-block]")) }

  function apply() {
    var fields = form().elements
    var block = fields.khoi ? fields.khoi.value : "", state = fields["tinh-trang"].value, name = fold(fields.ten.value)
    var every = rows(), shown = 0
    every.forEach(function (row) {
      row.hidden = Boolean(block && row.dataset.block !== block || state && !STATES[state](row) ||
        name && fold(words(row.cells[0])).indexOf(name) < 0)
      if (!row.hidden) shown += 1
    })
    var narrowed = Boolean(block || state || name)
    document.querySelectorAll("[data-live] section[data-kind]").forEach(function (section) {
      section.hidden = narrowed && !section.querySelector("tr[data-block]:not([hidden])")
    })
    form().querySelector("output").value = "Đang hiện " + shown + "/" + every.length + " đơn vị trong bảng"
  }

  function remember() {
    var address = new URL(location.href)
    Array.from(form().elements).forEach(function (field) {
      if (!field.name) return
      if (field.value) address.searchParams.set(field.name, field.value)
      else address.searchParams.delete(field.name)
    })
    history.replaceState(history.state, "", address)
  }

  function recall() {
    var asked = new URLSearchParams(location.search)
    Array.from(form().elements).forEach(function (field) {
      if (!field.name || !asked.has(field.name)) return
      field.value = asked.get(field.name)
      if (field.selectedIndex === -1) field.value = "" // no such choice
    })
    form().hidden = false
    apply()
  }

  // What is on screen, unit by unit: a column for every item that any shown section has.
  function table() {
    return rows().filter(function (row) { return !row.hidden }).map(function (row) {
      var share = words(row.cells[1]).replace("–", "0").split("/") // one number a cell: Excel takes 6/6 for a day
      var entry = {"Đơn vị": words(row.cells[0]), "Loại": row.closest("section").dataset.kind, "Đã nhận": share[0], "Phải nộp": share[1] || "0"}
      row.closest("table").querySelectorAll("th[data-item]").forEach(function (head) {
        entry[head.dataset.item + " " + words(head.querySelector("span"))] = words(row.cells[head.cellIndex].querySelector(".kd-word"))
      })
      return entry
    })
  }
  function quoted(text) {
    if (/^[=+\-@\t\r]/.test(text)) text = "'" + text // no spreadsheet program shall take it for a formula
    return '"' + text.replace(/"/g, '""') + '"'
  }
  function csv(entries) {
    var columns = []
    entries.forEach(function (entry) {
      Object.keys(entry).forEach(function (name) { if (columns.indexOf(name) < 0) columns.push(name) })
    })
    var lines = entries.map(function (entry) { return columns.map(function (name) { return quoted(entry[name] || "") }).join() })
    return "\ufeff" + [columns.map(quoted).join()].concat(lines).join("\r\n") + "\r\n"
  }
  function save(kind) {
    var text = kind === "csv" ? csv(table()) : JSON.stringify(table(), null, 1)
    var link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text], {type: kind === "csv" ? "text/csv" : "application/json"}))
    link.download = "tien-do-dang-xem." + kind
    link.click()
    setTimeout(function () { URL.revokeObjectURL(link.href) }, 1000)
  }

  function changed() { remember(); apply() }
  ;["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { if (event.target.closest("form[data-filter]")) changed() })
  })
  document.addEventListener("submit", function (event) { if (event.target.closest("form[data-filter]")) event.preventDefault() })
  document.addEventListener("reset", function (event) { if (event.target.closest("form[data-filter]")) setTimeout(changed) })
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-save]")
    if (button) save(button.dataset.save)
  })
  document.addEventListener("kiemdiem:changed", recall)
  recall()
})()
