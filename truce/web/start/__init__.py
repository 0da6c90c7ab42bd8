"""The first run: what is the least that Truce must know to be useful?"""
