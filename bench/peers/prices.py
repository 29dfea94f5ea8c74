#!/usr/bin/env python3
"""Prices of a study against the duals of a simplex solution of the same program, by HiGHS.

    build/corridor dispatch configs/green-corridor/week.cfg --horizon whole --write-mps week.mps -o out/week
    python3 bench/peers/prices.py week.mps out/week/prices.csv

Where a price differs by more than the tolerance, the balance of that bus is moved by 0.02 MW to either side: two slopes
that differ say that the dual is not unique there. Code 1 when a price is off where it is unique, or outside of the two.
"""
import csv
import sys

import highspy
import numpy

TOLERANCE = 1e-4  # USD/MWh
PRINTED = 5e-5    # prices.csv has four decimals
STEP_MW = 0.02


def solve(path):
    model = highspy.Highs()
    for name, value in {"output_flag": False, "solver": "simplex", "primal_feasibility_tolerance": 1e-9,
                        "dual_feasibility_tolerance": 1e-9}.items():
        model.setOptionValue(name, value)
    model.readModel(path)
    model.run()
    return model


def balance_rows(dual, price):
    """Rows of a step lie in one run that begins with the balances; how many they are is what fits."""
    hours, buses = price.shape
    best = None
    for rows in range(buses, 1000):
        found = numpy.array([[dual.get(hour * rows + bus + 1, numpy.nan) for bus in range(buses)]
                             for hour in range(hours)])
        if numpy.isnan(found).any():
            continue
        distance = numpy.median(abs(found - price))
        if best is None or distance < best[0]:
            best = (distance, rows, found)
    return best[1], best[2]


def main():
    model = solve(sys.argv[1])
    names = [int(name[1:]) for name in model.getLp().row_names_]
    place = {name: position for position, name in enumerate(names)}
    dual = dict(zip(names, model.getSolution().row_dual))
    table = list(csv.reader(open(sys.argv[2])))
    price = numpy.array([[float(cell) for cell in row[1:]] for row in table[1:]])
    rows, found = balance_rows(dual, price)
    off = numpy.argwhere(abs(found - price) > TOLERANCE + PRINTED)
    cost, lp, wrong = model.getInfo().objective_function_value, model.getLp(), 0
    lower, upper = list(lp.row_lower_), list(lp.row_upper_)
    for hour, bus in off:
        row = place[hour * rows + bus + 1]
        slope = []
        for step in (-STEP_MW, STEP_MW):
            model.changeRowBounds(row, lower[row] + step, upper[row] + step)
            model.run()
            slope.append((model.getInfo().objective_function_value - cost) / step)
            model.changeRowBounds(row, lower[row], upper[row])
        unique = slope[1] - slope[0] <= TOLERANCE
        inside = slope[0] - 1e-3 <= price[hour, bus] <= slope[1] + 1e-3
        wrong += unique or not inside
        print(f"{table[hour + 1][0]} {table[0][bus + 1]}: {price[hour, bus]:.4f}; one MW less {slope[0]:.4f}, more "
              f"{slope[1]:.4f}{'; WRONG' if unique or not inside else ''}")
    print(f"{price.size} prices, {price.size - len(off)} within {TOLERANCE:g} USD/MWh of the simplex, {len(off)} not "
          f"unique, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
