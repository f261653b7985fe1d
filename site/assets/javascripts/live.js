// Keeps an open board fresh: asks for the digest of all boards, and on a change swaps what differs on this one.
(function () {
  "use strict"
  var PERIOD = 4000
  var board = document.querySelector("[data-live]")
  if (!board) return
  var announcer = document.getElementById("bao-moi")
  var source = new URL(board.dataset.source, location.href)
  var digest = board.dataset.digest // of the page as it was built, so no change slips between load and first poll

  function named(root, attribute) {
    var map = new Map()
    root.querySelectorAll("[data-" + attribute + "]").forEach(function (node) { map.set(node.dataset[attribute], node) })
    return map
  }
  function swap(old, fresh) {
    var node = document.importNode(fresh, true)
    old.replaceWith(node)
    return node
  }
  function shape(root) { return Array.from(named(root, "cell").keys()).join() }

  function update(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]")
    if (!fresh) return
    board.querySelectorAll(".kd-changed").forEach(function (cell) { cell.classList.remove("kd-changed") })
    var old = named(board, "cell"), next = named(fresh, "cell"), parts = named(fresh, "part")
    var changed = Array.from(next.keys()).filter(function (name) {
      return !old.has(name) || old.get(name).outerHTML.replace(' class=""', "") !== next.get(name).outerHTML
    })
    if (shape(board) === shape(fresh)) {
      // Same cells: swap only what differs, so focus, scroll and selection stay where they are.
      changed.forEach(function (name) { swap(old.get(name), next.get(name)) })
      named(board, "part").forEach(function (part, name) {
        if (parts.has(name) && part.outerHTML !== parts.get(name).outerHTML) swap(part, parts.get(name))
      })
    } else {
      board.innerHTML = fresh.innerHTML
    }
    var now = named(board, "cell")
    changed.forEach(function (name) { if (now.has(name)) now.get(name).classList.add("kd-changed") })
    document.dispatchEvent(new Event("kiemdiem:changed"))
    var items = changed.filter(function (name) { return !/^(so|khoi)\/|\/xong$/.test(name) })
    if (announcer && changed.length) announcer.textContent = "Bảng vừa cập nhật: " + items.length + " ô thay đổi."
  }
  function poll() {
    if (document.hidden) return
    fetch(source, {cache: "no-cache"}).then(function (answer) { return answer.json() }).then(function (status) {
      if (status.digest === digest) return
      return fetch(location.pathname, {cache: "no-cache"}).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status)
        return answer.text()
      }).then(function (text) { update(text); digest = status.digest })
    }).catch(function () { if (announcer) announcer.textContent = "Không liên lạc được máy chủ; số liệu có thể đã cũ." })
  }
  poll()
  setInterval(poll, PERIOD)
  document.addEventListener("visibilitychange", poll)
})()
