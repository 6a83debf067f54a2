"""The short form of the campaign about the wire: broken, deaf and busy clients, fuzz, hostile backends and files."""

import clients
import fuzz
import hostile_backend
import hostile_files
import spoilt_files


def test_no_client_loses_an_answer_or_costs_another_its_own():
    assert clients.run(0.02)["clients_live_answered_per_s"]


def test_noise_with_and_without_the_token_does_no_harm():
    assert fuzz.run(0.01)["fuzz_strangers"]


def test_nonsense_of_a_backend_is_refused():
    assert hostile_backend.run(0.02)["backend_answers_refused"]


def test_spoilt_files_are_read_or_refused_in_a_sentence():
    figures = spoilt_files.run(0.03)
    assert figures["read"] and figures["refused"]


def test_hostile_files_are_refused_with_little_memory():
    assert hostile_files.run(0.02)["files_refused"]
