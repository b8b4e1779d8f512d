using System.Reflection;
using Striate.UnitTests.Import.Onnx;

namespace Striate.UnitTests.Import;

/// <summary>What importers of ONNX models got wrong elsewhere, one line each, and the tests that rebuild it here.</summary>
public class KnownTrapsTests
{
    private static readonly (string Trap, Type Class, string[] Tests)[] s_traps =
    [
        (
            "SAME_UPPER against SAME_LOWER: odd inputs, steps of 2, even kernels",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Convolutions_are_padded_as_they_say)]
        ),
        (
            "pads 0,0,1,1 against 1,1,1,1 at steps of 2",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Convolutions_are_padded_as_they_say)]
        ),
        (
            "a shape in value_info that is wrong",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Shapes_that_a_file_tells_are_not_believed)]
        ),
        ("pads 3,3,3,1", typeof(OnnxImportTests), [nameof(OnnxImportTests.Convolutions_are_padded_as_they_say)]),
        (
            "a bias that is indexed by the batch",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.Each_channel_has_its_own_bias_though_there_is_one_batch)]
        ),
        (
            "operators that are functions of the file",
            typeof(OnnxReaderTests),
            [nameof(OnnxReaderTests.Functions_that_a_file_defines_are_refused_by_name)]
        ),
        (
            "weights in a file of their own: present, absent, empty, outside the folder",
            typeof(OnnxReaderTests),
            [
                nameof(OnnxReaderTests.Weights_in_a_file_beside_the_model_are_read),
                nameof(OnnxReaderTests.Weights_that_are_absent_empty_short_or_outside_the_folder_are_refused),
                nameof(OnnxReaderTests.A_link_out_of_the_folder_is_not_followed),
            ]
        ),
        (
            "initialisers that are inputs too, operators in reverse order, empty and long names",
            typeof(OnnxReaderTests),
            [
                nameof(OnnxReaderTests.Initialisers_that_are_also_inputs_are_no_inputs),
                nameof(OnnxReaderTests.Nodes_in_reverse_order_without_names_are_put_in_order),
                nameof(OnnxReaderTests.Names_of_500_characters_are_told_apart_and_cut_for_people),
            ]
        ),
        (
            "an input of one dimension times a matrix, plus a bias",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_row_of_one_dimension_is_multiplied)]
        ),
        (
            "MatMul and Add as two operators",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_product_and_a_sum_of_two_operators_are_one_layer)]
        ),
        (
            "Gemm: a square matrix, two operands, beta of 0, a bias of 1, N, 1xN",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.A_product_has_no_bias_or_one_of_any_shape), nameof(OnnxTrapTests.A_bias_counts_as_often_as_beta_says)]
        ),
        (
            "Clip without one limit, with limits as attributes, operands and Constant operators",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.A_value_is_clipped_at_the_limits_that_are_there)]
        ),
        (
            "Softmax of three dimensions before opset 13",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.A_closing_softmax_before_opset_13_is_over_all_dimensions_from_its_axis_on)]
        ),
        (
            "ReduceMean with axes as an operand, without kept dimensions, over channels",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.The_mean_of_all_places_has_axes_as_an_operand_or_an_attribute)]
        ),
        (
            "a convolution that feeds a normalisation and another operator",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_normalisation_beside_another_reader_is_a_layer_of_its_own)]
        ),
        (
            "a normalisation behind a ReLU",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_normalisation_behind_a_convolution_is_part_of_it_and_one_behind_its_ReLU_is_not)]
        ),
        (
            "a normalisation behind two convolutions that are joined",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Two_convolutions_that_are_joined_are_normalised_together)]
        ),
        (
            "a normalisation with a negative factor before the largest, an epsilon of 0.001, a convolution without bias",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_normalisation_with_a_negative_factor_comes_before_the_largest)]
        ),
        (
            "AveragePool with count_include_pad and ceil_mode, all four",
            typeof(OnnxImportTests),
            [
                nameof(OnnxImportTests.Pooling_counts_padding_and_the_last_window_as_it_says),
                nameof(OnnxImportTests.Partial_windows_that_count_padding_are_refused),
            ]
        ),
        (
            "MaxPool with ceil_mode and padding",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.The_largest_under_padding_on_one_side_and_in_a_last_part_of_a_window)]
        ),
        (
            "Transpose, a convolution of one dimension, Transpose, Flatten; Flatten from dimension 0; averages of one dimension",
            typeof(OnnxTrapTests),
            [
                nameof(OnnxTrapTests.Channels_that_are_turned_to_the_front_and_back_stand_where_they_stood),
                nameof(OnnxTrapTests.Averages_along_one_dimension),
            ]
        ),
        (
            "one number that is added to the input, or multiplies it",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.What_multiplies_the_input_is_in_its_scale_and_what_is_added_is_refused)]
        ),
        (
            "bytes that are symmetric about 0 without a ReLU",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Symmetric_bytes_without_ReLU_are_not_clipped_at_zero)]
        ),
        ("an output that nothing quantises", typeof(OnnxImportTests), [nameof(OnnxImportTests.An_output_that_is_not_quantised_is_sums)]),
        (
            "a channel whose scale is so small that its bias leaves int32",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_channel_whose_sums_leave_32_bits_is_named)]
        ),
        (
            "uint8 with zero point 128 against int8 with 0",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.Unsigned_bytes_are_signed_ones_less_128)]
        ),
        (
            "operators on bytes and on numbers that differ between two integers",
            typeof(OnnxTrapTests),
            [nameof(OnnxTrapTests.Sums_between_two_integers_are_those_of_ONNX_Runtime_or_one_off_and_counted_in_both_forms)]
        ),
        ("weights that are reshaped", typeof(OnnxImportTests), [nameof(OnnxImportTests.Weights_that_are_reshaped_stay_bytes)]),
        (
            "a batch that is open, and one of 64",
            typeof(OnnxImportTests),
            [nameof(OnnxImportTests.A_batch_is_taken_as_one_and_that_is_said)]
        ),
        ("two inputs, two outputs", typeof(OnnxTrapTests), [nameof(OnnxTrapTests.Two_inputs_or_two_outputs_are_refused_by_number)]),
        (
            "weights of half and double precision",
            typeof(OnnxCalibrationTests),
            [nameof(OnnxCalibrationTests.Weights_of_half_and_double_precision_are_those_of_single)]
        ),
        (
            "channels of zeros and of 1e-30, an input that is constant, one blank sample",
            typeof(OnnxCalibrationTests),
            [nameof(OnnxCalibrationTests.Blank_samples_and_channels_of_zeros_or_tiny_numbers_are_quantised_with_a_note)]
        ),
        ("logits that tie", typeof(OnnxImportTests), [nameof(OnnxImportTests.Logits_that_tie_are_the_first_class)]),
        (
            "opset 7 and opset 22 of one network",
            typeof(OnnxCalibrationTests),
            [nameof(OnnxCalibrationTests.Opset_7_and_opset_22_of_a_network_give_the_same_package)]
        ),
    ];

    [Fact]
    public void Each_has_tests_that_run()
    {
        s_traps.Length.ShouldBe(34);
        foreach (var (trap, type, tests) in s_traps)
        {
            tests.ShouldNotBeEmpty(trap);
            foreach (var test in tests)
            {
                type.GetMethod(test)!
                    .GetCustomAttributes<FactAttribute>()
                    .ShouldContain(attribute => attribute.Skip == null, $"{trap}: {type.Name}.{test}");
            }
        }
    }
}
