// Keeps an open dashboard fresh. The page is complete without this script.
(function () {
  "use strict"
  var PERIOD = 4000
  var search = document.querySelector(".md-search")
  if (search) search.setAttribute("aria-label", "Tìm kiếm")

  function remaining(ms) {
    var minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24)
    if (ms <= 0) return "vừa qua hạn"
    if (days) return "còn " + days + " ngày" + (hours % 24 ? " " + (hours % 24) + " giờ" : "")
    return hours ? "còn " + hours + " giờ " + (minutes % 60) + " phút" : "còn " + minutes + " phút"
  }
  function tick() {
    document.querySelectorAll("[data-live-clock]").forEach(function (node) {
      var left = new Date(node.dataset.closes) - Date.now()
      if (left > 0) node.textContent = remaining(left)
    })
  }
  tick()
  setInterval(tick, 30000)

  function copied(button) {
    var said = button.textContent
    button.textContent = "Đã chép"
    setTimeout(function () { button.textContent = said }, 2000)
  }
  function copy(button) {
    var text = button.dataset.copy
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(function () { copied(button) })
    var field = document.createElement("textarea") // without a secure connection there is no clipboard object
    field.value = text
    document.body.append(field)
    field.select()
    if (document.execCommand("copy")) copied(button)
    field.remove()
  }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false
    button.addEventListener("click", function () { copy(button) })
  })

  var board = document.querySelector("[data-live]")
  if (!board) return
  var announcer = document.getElementById("bao-moi")
  var source = new URL(board.dataset.source, location.href)
  var digest = board.dataset.digest // of the page as it was built, so no change slips between load and first poll

  function cells(root) {
    var map = new Map()
    root.querySelectorAll("[data-cell]").forEach(function (cell) { map.set(cell.dataset.cell, cell) })
    return map
  }
  function same(a, b) { return a.innerHTML === b.innerHTML && a.className === b.className }

  function update(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]")
    if (!fresh) return
    var old = cells(board), next = cells(fresh), changed = []
    next.forEach(function (cell, name) {
      if (!old.has(name) || !same(strip(old.get(name)), cell)) changed.push(name)
    })
    var rows = board.querySelectorAll("tbody tr").length === fresh.querySelectorAll("tbody tr").length
    if (rows && old.size === next.size) {
      // Same shape: swap only what changed, so focus, scroll and selection stay where they are.
      changed.forEach(function (name) { old.get(name).replaceWith(document.importNode(next.get(name), true)) })
      swap(".kd-asof", fresh); swap(".kd-dues", fresh); swap("meter", fresh)
    } else {
      board.innerHTML = fresh.innerHTML
    }
    tick()
    var now = cells(board), units = changed.filter(function (name) { return name.indexOf("so/") && !/\/xong$/.test(name) })
    changed.forEach(function (name) { if (now.has(name)) now.get(name).classList.add("kd-changed") })
    if (announcer && changed.length) announcer.textContent = "Bảng vừa cập nhật: " + units.length + " ô thay đổi."
  }
  function strip(cell) { cell.classList.remove("kd-changed"); return cell }
  function swap(selector, fresh) {
    var mine = board.querySelector(selector), theirs = fresh.querySelector(selector)
    if (mine && theirs && mine.outerHTML !== theirs.outerHTML) mine.replaceWith(document.importNode(theirs, true))
  }
  function poll() {
    if (document.hidden) return
    fetch(source, {cache: "no-cache"}).then(function (answer) { return answer.json() }).then(function (status) {
      if (status.digest === digest) return
      digest = status.digest
      return fetch(location.pathname, {cache: "no-cache"}).then(function (answer) { return answer.text() }).then(update)
    }).catch(function () { if (announcer) announcer.textContent = "Không liên lạc được máy chủ; số liệu có thể đã cũ." })
  }
  poll()
  setInterval(poll, PERIOD)
  document.addEventListener("visibilitychange", poll)
})()
