"""The short form of the campaign about jobs: kills, damaged files, bad disks, many jobs."""

import damage
import disks
import kills
import soak


def test_kills_lose_nothing():
    assert kills.run(0.03)["worker_kills"]


def test_damage_is_told_and_stops_nobody():
    figures = damage.run(0.04)
    assert figures["told_as_damaged"] and figures["made_again"]


def test_a_bad_disk_is_told_and_costs_nothing_else():
    assert disks.run(0.1)["told"]


def test_many_jobs_leave_nothing_growing():
    assert soak.run(0.1)["cancelled"]
