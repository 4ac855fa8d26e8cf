() => {
  // Contrast as WCAG 2.2, 1.4.3 computes it; 4.5 is level AA for text of any size.
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (text) => { const read = text.match(/[\d.]+/g).map(Number); return [read.slice(0, 3), read[3] ?? 1]; };
  const over = (below, colour, alpha) => below.map((part, at) => part * (1 - alpha) + colour[at] * alpha);

  function contrast(one) {
    const grounds = [];
    let opacity = 1;
    for (let at = one; at; at = at.parentElement) {
      const [colour, alpha] = parts(getComputedStyle(at).backgroundColor);
      opacity *= getComputedStyle(at).opacity;
      grounds.unshift([colour, alpha]);
      if (alpha === 1) break;
    }
    const ground = grounds.reduce((below, [colour, alpha]) => over(below, colour, alpha), [255, 255, 255]);
    const [colour, alpha] = parts(getComputedStyle(one).color);
    const [dark, bright] = [light(ground), light(over(ground, colour, alpha * opacity))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  }

  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !one.closest(".hidden, script, option, :disabled"));
  const words = shown.filter((one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  const rows = shown.filter((one) => one.matches(".bar, .tools, .folders, .heads, .break, .side, .room-head, .say, .post, .actions, .panel, .reader, .view"));
  return {
    pale: words.filter((one) => contrast(one) < 4.5).map((one) => `${one.textContent.trim().slice(0, 40)}: ${contrast(one).toFixed(2)}`),
    cut: [document.documentElement, ...rows].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.id || one.className || one.tagName),
  };
}
