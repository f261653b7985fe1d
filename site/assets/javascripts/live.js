// Keeps an open board fresh: asks for the digest of all boards, and on a change brings over what changed on this one.
(function () {
  "use strict"
  var PERIOD = 4000
  var board = document.querySelector("[data-live]")
  if (!board) return
  var announcer = document.getElementById("bao-moi")
  var source = new URL(board.dataset.source, location.href)
  // The board as it was served; this script runs before those that change it. What somebody opened, filtered, selected
  // or stands on is in the page alone: only what differs between one served board and the next is brought over.
  var known = board.cloneNode(true)
  var silent = false

  function same(one, other) { return one.nodeName === other.nodeName && one.id === other.id }
  function imported(node) { return document.importNode(node, true) }

  function renew(live, before, after) {
    if (before.isEqualNode(after)) return
    if (live.nodeType !== Node.ELEMENT_NODE) { live.data = after.data; return }
    new Set(before.getAttributeNames().concat(after.getAttributeNames())).forEach(function (name) {
      var value = after.getAttribute(name)
      if (value === before.getAttribute(name)) return
      if (value === null) live.removeAttribute(name)
      else live.setAttribute(name, value)
    })
    renewChildren(live, Array.from(before.childNodes), Array.from(after.childNodes))
  }
  // Nodes alike at the start and at the end stay; what lies between is new.
  function renewChildren(live, before, after) {
    var mine = Array.from(live.childNodes)
    if (mine.length !== before.length) return live.replaceChildren.apply(live, after.map(imported))
    var start = 0, end = 0, shorter = Math.min(before.length, after.length)
    while (start < shorter && same(before[start], after[start])) start += 1
    while (end < shorter - start && same(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1
    mine.forEach(function (node, at) {
      var fromEnd = before.length - at
      if (at < start) renew(node, before[at], after[at])
      else if (fromEnd <= end) renew(node, before[at], after[after.length - fromEnd])
      else node.remove()
    })
    var next = mine[mine.length - end] || null
    after.slice(start, after.length - end).forEach(function (node) { live.insertBefore(imported(node), next) })
  }

  function cells(root) {
    var found = new Map()
    root.querySelectorAll("[data-cell]").forEach(function (node) { found.set(node.dataset.cell, node) })
    return found
  }
  function update(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]")
    if (!fresh) {
      clearInterval(timer)
      return say("Bảng này không còn trên trang; tải lại để xem trang mới.")
    }
    board.querySelectorAll(".kd-changed").forEach(function (cell) { cell.classList.remove("kd-changed") })
    var old = cells(known), next = cells(fresh)
    var changed = Array.from(next.keys()).filter(function (name) {
      return !old.has(name) || !old.get(name).isEqualNode(next.get(name))
    })
    renew(board, known, fresh)
    known = fresh
    var now = cells(board)
    changed.forEach(function (name) { now.get(name).classList.add("kd-changed") })
    document.dispatchEvent(new Event("kiemdiem:changed"))
    var items = changed.filter(function (name) { return next.get(name).classList.contains("kd-cell") }).length
    if (changed.length) say("Bảng vừa cập nhật: " + (items ? items + " ô thay đổi." : "số liệu chung thay đổi."))
  }
  function say(text) { if (announcer) announcer.textContent = text }

  function poll() {
    if (document.hidden) return
    fetch(source, {cache: "no-cache"}).then(function (answer) { return answer.json() }).then(function (status) {
      if (silent) say("")
      silent = false
      if (status.digest === known.dataset.digest) return
      return fetch(location.pathname, {cache: "no-cache"}).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status)
        return answer.text()
      }).then(update)
    }).catch(function () {
      silent = true
      say("Không liên lạc được máy chủ; số liệu có thể đã cũ.")
    })
  }
  var timer = setInterval(poll, PERIOD)
  poll()
  document.addEventListener("visibilitychange", poll)
})()
