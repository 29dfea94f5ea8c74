#!/usr/bin/env python3
"""Solve one linear program (free MPS) by other solvers and print a CSV row per run.

    python3 bench/peers/peers.py FILE.mps --hours N --objective USD [--limit S] [--runs N]
        [--only A,B]

Seconds are processor seconds of the solver after reading the file, one thread. The columns:
solver, hours, run, state, cpu_s, objective_usd, difference (relative, to --objective), largest
violation of a row or bound as the solver reports it (empty where it does not).
States: reached, short (says optimal, but differs by more than TOLERANCE or violates more than
VIOLATION), unsure (ended without saying optimal), limit, failed, absent.
"""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

TOLERANCE = 1e-8  # of the objective: the gap that the certificate of corridor asks for
VIOLATION = 1e-6  # of a row or bound, MW: the same certificate
REPEAT_UP_TO_S = 300.0  # what takes longer runs once
LIBRARY = {  # options of HiGHS beyond those that all share
    "highs-simplex": {"solver": "simplex"},
    "highs-ipx": {"solver": "ipx", "run_crossover": "off"},
    "highs-ipx-crossover": {"solver": "ipx", "run_crossover": "on"},
    "highs-hipo": {"solver": "hipo", "run_crossover": "off"},
    "highs-hipo-crossover": {"solver": "hipo", "run_crossover": "on"},
}
PROGRAM = {  # command, options that solve, options that only read
    "clp-dual": ("clp", "-primalT 1e-8 -dualT 1e-8 -dualsimplex -solution {out}", "-quit"),
    "clp-barrier": (
        "clp",
        "-primalT 1e-8 -dualT 1e-8 -cross off -barrier -solution {out}",
        "-quit",
    ),
    "glpk-simplex": ("glpsol", "--freemps {mps} -o {out}", "--freemps {mps} --check"),
    "glpk-dual": ("glpsol", "--freemps {mps} --dual -o {out}", "--freemps {mps} --check"),
    "glpk-interior": ("glpsol", "--freemps {mps} --interior -o {out}", "--freemps {mps} --check"),
}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def cpu_s(who=resource.RUSAGE_SELF):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def stop_after(seconds):
    """SIGXCPU ends this process when it has used that many seconds more."""
    limit = int(cpu_s() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))


def highs_child(mps, solver, limit):
    """In a process of its own: read, solve, print what came out as JSON."""
    import highspy

    highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
        "ipm_optimality_tolerance": TOLERANCE,
        "kkt_tolerance": TOLERANCE,
        **LIBRARY[solver],
    }
    for name, value in options.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            print(json.dumps({"absent": f"this build does not take {name} = {value}"}))
            return
    if highs.readModel(mps) == highspy.HighsStatus.kError:
        print(json.dumps({"status": "cannot read"}))
        return
    stop_after(limit)
    start = cpu_s()
    highs.run()
    used = cpu_s() - start
    info = highs.getInfo()
    answer = {
        "cpu": used,
        "optimal": highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": info.objective_function_value,
        "violation": info.max_primal_infeasibility,
    }
    print(json.dumps(answer))


def run_highs(mps, solver, limit):
    command = [sys.executable, os.path.abspath(__file__), mps, "--child", solver]
    done = subprocess.run(
        command + ["--limit", str(limit)],
        capture_output=True,
        text=True,
        env=os.environ | ONE_THREAD,
    )
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"limit": True, "cpu": limit}
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines or not lines[-1].startswith("{"):
        complaint = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        missing = "ModuleNotFoundError" in complaint
        return {"absent" if missing else "status": complaint}
    return json.loads(lines[-1])


def spend(command, limit):
    """Processor seconds of a program, its output, its exit code."""
    before = cpu_s(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | ONE_THREAD,
        preexec_fn=lambda: stop_after(limit),
    )
    return cpu_s(resource.RUSAGE_CHILDREN) - before, done.stdout, done.returncode


def objective_of(program, log, out):
    """The objective, None when the program does not say optimal."""
    if program == "clp":
        found = re.search(r"^Optimal objective (\S+)", log, re.MULTILINE)
    else:
        text = open(out, encoding="utf-8").read() if os.path.exists(out) else ""
        status = re.search(r"^Status:\s+(.*)$", text, re.MULTILINE)
        found = re.search(r"^Objective:\s+\S+ = (\S+)", text, re.MULTILINE)
        if status is None or status.group(1).strip() != "OPTIMAL":
            return None
    return float(found.group(1)) if found else None


def run_program(mps, solver, limit, reading):
    program, solve, read = PROGRAM[solver]
    path = shutil.which(program)
    if path is None:
        return {"absent": f"{program} is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        command = [path] + ([mps] if program == "clp" else [])
        names = {"mps": mps, "out": out}
        if program not in reading:
            reading[program], _, _ = spend(command + read.format(**names).split(), limit)
        used, log, code = spend(
            command + solve.format(**names).split(), limit + reading[program]
        )
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return {"limit": True, "cpu": limit}
        objective = objective_of(program, log, out)
        return {
            "cpu": used - reading[program],
            "optimal": objective is not None,
            "objective": objective,
            "status": "optimal" if objective is not None else f"not optimal, exit code {code}",
        }


def row(solver, arguments, run, answer):
    """The fields of one run, the state among them."""
    objective, violation = answer.get("objective"), answer.get("violation")
    difference = None
    if objective is not None and arguments.objective is not None:
        difference = (objective - arguments.objective) / max(1.0, abs(arguments.objective))
    if "absent" in answer:
        state = "absent"
    elif "limit" in answer:
        state = "limit"
    elif "cpu" not in answer:
        state = "failed"
    elif not answer["optimal"]:
        state = "unsure"
    elif difference is None:
        state = "unchecked"
    else:
        near = abs(difference) <= TOLERANCE and (violation is None or violation <= VIOLATION)
        state = "reached" if near else "short"
    seconds = f"{answer['cpu']:.3f}" if "cpu" in answer else ""
    return [
        solver,
        str(arguments.hours),
        str(run),
        state,
        seconds,
        "" if objective is None else f"{objective:.10g}",
        "" if difference is None else f"{difference:.1e}",
        "" if violation is None else f"{violation:.1e}",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mps")
    parser.add_argument("--hours", type=int, default=0)
    parser.add_argument("--objective", type=float, help="certified, to compare with")
    parser.add_argument("--limit", type=float, default=300.0, help="processor seconds")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help="names with commas: " + ", ".join([*LIBRARY, *PROGRAM]))
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        highs_child(arguments.mps, arguments.child, arguments.limit)
        return 0
    solvers = arguments.only.split(",") if arguments.only else [*LIBRARY, *PROGRAM]
    unknown = [solver for solver in solvers if solver not in LIBRARY and solver not in PROGRAM]
    if unknown:
        parser.error(f"unknown solver {unknown[0]}; known: {', '.join([*LIBRARY, *PROGRAM])}")
    reading = {}
    for solver in solvers:
        for run in range(1, arguments.runs + 1):
            if solver in LIBRARY:
                answer = run_highs(arguments.mps, solver, arguments.limit)
            else:
                answer = run_program(arguments.mps, solver, arguments.limit, reading)
            fields = row(solver, arguments, run, answer)
            print(",".join(fields), flush=True)
            note = answer.get("absent") or answer.get("status", "")
            print(f"  {solver:20} run {run}: {fields[3]:9} {fields[4]:>9} s  {note}", file=sys.stderr)
            if fields[3] in ("absent", "limit", "failed") or answer["cpu"] > REPEAT_UP_TO_S:
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())
