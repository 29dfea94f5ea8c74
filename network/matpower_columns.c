#include "network/matpower_internal.h"

#include <stddef.h>

#define BUS(member) offsetof(struct matpower_bus, member)
#define GENERATOR(member) offsetof(struct matpower_generator, member)
#define BRANCH(member) offsetof(struct matpower_branch, member)
#define DCLINE(member) offsetof(struct matpower_dcline, member)

static const struct column bus_column[] = {
    {"bus_i", COLUMN_NUMBER, BUS(number), 0},       {"type", COLUMN_TYPE, BUS(type), 0},
    {"Pd", COLUMN_REAL, BUS(load_mw), 0},           {"Qd", COLUMN_REAL, BUS(load_mvar), 0},
    {"Gs", COLUMN_REAL, BUS(shunt_mw), 0},          {"Bs", COLUMN_REAL, BUS(shunt_mvar), 0},
    {"area", COLUMN_NUMBER, BUS(area), 0},          {"Vm", COLUMN_REAL, BUS(voltage_pu), 0},
    {"Va", COLUMN_REAL, BUS(angle_degree), 0},      {"baseKV", COLUMN_REAL, BUS(base_kv), 0},
    {"zone", COLUMN_NUMBER, BUS(zone), 0},          {"Vmax", COLUMN_LIMIT, BUS(voltage_max_pu), 0},
    {"Vmin", COLUMN_LIMIT, BUS(voltage_min_pu), 0},
};

static const struct column generator_column[] = {
    {"bus", COLUMN_BUS, GENERATOR(bus), 0},
    {"Pg", COLUMN_REAL, GENERATOR(output_mw), 0},
    {"Qg", COLUMN_REAL, GENERATOR(output_mvar), 0},
    {"Qmax", COLUMN_LIMIT, GENERATOR(max_mvar), 0},
    {"Qmin", COLUMN_LIMIT, GENERATOR(min_mvar), 0},
    {"Vg", COLUMN_REAL, GENERATOR(voltage_pu), 0},
    {"mBase", COLUMN_REAL, GENERATOR(base_mva), 0},
    {"status", COLUMN_FLAG, GENERATOR(in_service), 0},
    {"Pmax", COLUMN_LIMIT, GENERATOR(max_mw), 0},
    {"Pmin", COLUMN_LIMIT, GENERATOR(min_mw), 0},
    {"Pc1", COLUMN_LOOSE, GENERATOR(curve_mw[0]), 0},
    {"Pc2", COLUMN_LOOSE, GENERATOR(curve_mw[1]), 0},
    {"Qc1min", COLUMN_LOOSE, GENERATOR(curve_min_mvar[0]), 0},
    {"Qc1max", COLUMN_LOOSE, GENERATOR(curve_max_mvar[0]), 0},
    {"Qc2min", COLUMN_LOOSE, GENERATOR(curve_min_mvar[1]), 0},
    {"Qc2max", COLUMN_LOOSE, GENERATOR(curve_max_mvar[1]), 0},
    {"ramp_agc", COLUMN_LOOSE, GENERATOR(ramp_agc), 0},
    {"ramp_10", COLUMN_LOOSE, GENERATOR(ramp_10), 0},
    {"ramp_30", COLUMN_LOOSE, GENERATOR(ramp_30), 0},
    {"ramp_q", COLUMN_LOOSE, GENERATOR(ramp_q), 0},
    {"apf", COLUMN_REAL, GENERATOR(participation), 0},
};

static const struct column branch_column[] = {
    {"fbus", COLUMN_BUS, BRANCH(from_bus), 0},
    {"tbus", COLUMN_BUS, BRANCH(to_bus), 0},
    {"r", COLUMN_REAL, BRANCH(resistance_pu), 0},
    {"x", COLUMN_REAL, BRANCH(reactance_pu), 0},
    {"b", COLUMN_REAL, BRANCH(charging_pu), 0},
    {"rateA", COLUMN_RATING, BRANCH(rating_a_mva), 0},
    {"rateB", COLUMN_RATING, BRANCH(rating_b_mva), 0},
    {"rateC", COLUMN_RATING, BRANCH(rating_c_mva), 0},
    {"ratio", COLUMN_RATIO, BRANCH(tap), 0},
    {"angle", COLUMN_REAL, BRANCH(shift_degree), 0},
    {"status", COLUMN_FLAG, BRANCH(in_service), 0},
    {"angmin", COLUMN_LIMIT, BRANCH(angle_min_degree), -360},
    {"angmax", COLUMN_LIMIT, BRANCH(angle_max_degree), 360},
};

static const struct column dcline_column[] = {
    {"fbus", COLUMN_BUS, DCLINE(from_bus), 0},
    {"tbus", COLUMN_BUS, DCLINE(to_bus), 0},
    {"status", COLUMN_FLAG, DCLINE(in_service), 0},
    {"Pf", COLUMN_REAL, DCLINE(from_mw), 0},
    {"Pt", COLUMN_REAL, DCLINE(to_mw), 0},
    {"Qf", COLUMN_REAL, DCLINE(from_mvar), 0},
    {"Qt", COLUMN_REAL, DCLINE(to_mvar), 0},
    {"Vf", COLUMN_REAL, DCLINE(from_voltage_pu), 0},
    {"Vt", COLUMN_REAL, DCLINE(to_voltage_pu), 0},
    {"Pmin", COLUMN_LIMIT, DCLINE(min_mw), 0},
    {"Pmax", COLUMN_LIMIT, DCLINE(max_mw), 0},
    {"QminF", COLUMN_LIMIT, DCLINE(from_min_mvar), 0},
    {"QmaxF", COLUMN_LIMIT, DCLINE(from_max_mvar), 0},
    {"QminT", COLUMN_LIMIT, DCLINE(to_min_mvar), 0},
    {"QmaxT", COLUMN_LIMIT, DCLINE(to_max_mvar), 0},
    {"loss0", COLUMN_REAL, DCLINE(loss_mw), 0},
    {"loss1", COLUMN_REAL, DCLINE(loss_share), 0},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const struct table_kind matpower_bus_table = {
    "bus",    bus_column, COUNT(bus_column), COUNT(bus_column), sizeof(struct matpower_bus),
    BUS(line)};
const struct table_kind matpower_generator_table = {"gen",
                                                    generator_column,
                                                    COUNT(generator_column),
                                                    10,
                                                    sizeof(struct matpower_generator),
                                                    GENERATOR(line)};
const struct table_kind matpower_branch_table = {
    "branch",    branch_column, COUNT(branch_column), 11, sizeof(struct matpower_branch),
    BRANCH(line)};
const struct table_kind matpower_dcline_table = {"dcline",
                                                 dcline_column,
                                                 COUNT(dcline_column),
                                                 COUNT(dcline_column),
                                                 sizeof(struct matpower_dcline),
                                                 DCLINE(line)};
