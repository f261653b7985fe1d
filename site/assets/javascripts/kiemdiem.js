// Countdowns and copy buttons of any page. Every page is complete without a script.
(function () {
  "use strict"
  var search = document.querySelector(".md-search")
  if (search) search.setAttribute("aria-label", "Tìm kiếm")

  function remaining(ms) {
    var minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24)
    if (days) return "còn " + days + " ngày" + (hours % 24 ? " " + (hours % 24) + " giờ" : "")
    return hours ? "còn " + hours + " giờ " + (minutes % 60) + " phút" : "còn " + minutes + " phút"
  }
  function tick() {
    document.querySelectorAll("[data-live-clock]").forEach(function (node) {
      var left = new Date(node.dataset.closes) - Date.now()
      if (left > 0) node.textContent = remaining(left)
      else if (/^còn /.test(node.textContent)) node.textContent = "vừa hết hạn"
    })
  }
  tick()
  setInterval(tick, 30000)
  document.addEventListener("kiemdiem:changed", tick)

  function copied(button) {
    var said = button.textContent
    button.textContent = "Đã chép"
    setTimeout(function () { button.textContent = said }, 2000)
  }
  function copy(button) {
    var source = button.dataset.copyFrom
    var text = source ? document.getElementById(source).textContent + "\n" + location.origin + location.pathname : button.dataset.copy
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(function () { copied(button) })
    var field = document.createElement("textarea") // without a secure connection there is no clipboard object
    field.value = text
    document.body.append(field)
    field.select()
    if (document.execCommand("copy")) copied(button)
    field.remove()
  }
  function offer() {
    document.querySelectorAll("[data-copy], [data-copy-from]").forEach(function (button) { button.hidden = false })
  }
  offer()
  document.addEventListener("kiemdiem:changed", offer)
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy], [data-copy-from]")
    if (button) copy(button)
  })
})()
