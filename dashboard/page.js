// Filters the rows that are there; without scripts the form asks the server.
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#vms tbody tr")];
const shown = document.querySelector("#shown");

function filter() {
  const text = form.vm.value.trim().toLowerCase();
  const state = form.state.value;
  let count = 0;
  for (const row of rows) {
    const chosen = row.dataset.text.includes(text) && (!state || row.dataset.state === state);
    row.hidden = !chosen;
    count += chosen;
  }
  shown.textContent = count === 1 ? "1 VM" : `${count.toLocaleString("en")} VMs`;
  const address = new URL(location);
  for (const name of ["vm", "state"]) {
    if (form[name].value) address.searchParams.set(name, form[name].value);
    else address.searchParams.delete(name);
  }
  history.replaceState(null, "", address);
}

// Where not all VMs are on the page, only the server can choose.
if (!form.hasAttribute("data-partial")) {
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  form.querySelector("button").hidden = true;
}
