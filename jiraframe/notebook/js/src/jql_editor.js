// The editor for queries in a notebook, as anywidget shows it.

import { View } from "./view.js";

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.close();
  },
};
