"""The picture of the three factorizations: speed against the states of an hour.

python3 bench/kernels_picture.py RESULTS.csv PICTURE.svg     nothing but the standard library
"""

import csv
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 62, 110, 46, 52
# Blue, orange and grey stay apart for all kinds of colour vision; the marks differ too.
STYLE = {"lanes": ("#0072b2", "circle"), "blocks": ("#d55e00", "square"), "CHOLMOD": ("#666666", "triangle")}


def read(path):
    rows = list(csv.DictReader(open(path, encoding="utf-8")))
    lines = {name: [] for name in STYLE}
    for row in rows:
        # speed of a method = operations that the blocks need / its own seconds
        reference = next(float(r["gflop"]) for r in rows if r["method"] == "blocks" and
                         (r["buses"], r["states"], r["hours"]) == (row["buses"], row["states"], row["hours"]))
        point = [int(row["states"])] + [reference / float(row[s]) for s in ("median_s", "largest_s", "least_s")]
        lines[row["method"]].append(point)
    ceiling = sorted(float(row["dgemm_gf_per_s"]) for row in rows)
    return {name: sorted(points) for name, points in lines.items()}, ceiling[len(ceiling) // 2]


def crossover(lines):
    """States where the blocks become as fast as the lanes, on a straight line between measured ones."""
    both = [(a[0], b[1] / a[1]) for a, b in zip(lines["lanes"], lines["blocks"])]
    for (x0, r0), (x1, r1) in zip(both, both[1:]):
        if r0 < 1 <= r1:
            return x0 * (x1 / x0) ** ((1 - r0) / (r1 - r0))
    return None


def draw(lines, ceiling):
    low, high = (f(p[0] for points in lines.values() for p in points) for f in (min, max))
    top = 10 * math.ceil(ceiling / 10)

    def x(states):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(states / low) / math.log(high / low)

    def y(speed):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * speed / top

    def text(at_x, at_y, words, anchor="middle", colour="#333333", size=13):
        return f'<text x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{words}</text>'

    def line(x0, y0, x1, y1, colour, more=""):
        return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" {more}/>'

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
           'font-family="sans-serif" role="img" aria-label="Speed of the three factorizations against the states of an hour">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           text(LEFT, 22, "One factorization of a chain of hours, one core", "start", "#111111", 15)]
    for speed in range(0, top + 1, 10):
        out += [line(LEFT, y(speed), WIDTH - RIGHT, y(speed), "#dddddd"), text(LEFT - 8, y(speed) + 4, str(speed), "end")]
    for states in (20, 50, 100, 200, 300, 500):
        if low <= states <= high:
            out += [line(x(states), y(0), x(states), y(0) + 5, "#333333"), text(x(states), y(0) + 20, str(states))]
    out += [text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "states of an hour (stores and ramps)"),
            f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" font-size="13" '
            'fill="#333333">GF/s, by the operations of the blocks</text>',
            line(LEFT, y(ceiling), WIDTH - RIGHT, y(ceiling), "#111111", 'stroke-dasharray="6 4"'),
            text(WIDTH - RIGHT + 8, y(ceiling) + 4, f"DGEMM {ceiling:.0f}", "start", "#111111")]
    at = crossover(lines)
    if at is not None:
        out += [line(x(at), y(0), x(at), TOP - 6, "#999999", 'stroke-dasharray="2 3"'),
                text(x(at), TOP - 10, f"blocks are faster from {at:.0f} states", "middle", "#333333", 12)]
    last = None
    for name, points in sorted(lines.items(), key=lambda item: item[1][-1][1]):
        colour, mark = STYLE[name]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                   + " ".join(f"{x(p[0]):.1f},{y(p[1]):.1f}" for p in points) + '"/>')
        for states, median, least, largest in points:
            out.append(line(x(states), y(least), x(states), y(largest), colour, 'stroke-width="1.5"'))
            cx, cy = x(states), y(median)
            out.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="4" fill="{colour}"/>' if mark == "circle" else
                       f'<rect x="{cx - 4:.1f}" y="{cy - 4:.1f}" width="8" height="8" fill="{colour}"/>' if mark == "square" else
                       f'<path d="M{cx:.1f} {cy - 5:.1f}l5 9h-10z" fill="{colour}"/>')
        label = y(points[-1][1]) + 4
        label = label if last is None or last - label > 15 else last - 15
        last = label
        out.append(text(WIDTH - RIGHT + 8, label, name, "start", colour))
    return "\n".join(out + ["</svg>"]) + "\n"


if len(sys.argv) != 3:
    sys.exit("usage: kernels_picture.py RESULTS.csv PICTURE.svg")
picture = draw(*read(sys.argv[1]))
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(picture)
print(sys.argv[2])
